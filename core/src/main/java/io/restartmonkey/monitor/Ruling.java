package io.restartmonkey.monitor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be done now, and why nothing else.
 *
 * @param action the one thing to do
 * @param holds what would be done but for a guard, and why not
 * @param quarantine servers to be left alone from now on, with the reason
 * @param conditions what an operator must know of
 */
public record Ruling(
    Optional<Action> action,
    List<String> holds,
    Map<String, String> quarantine,
    List<Condition> conditions) {
  public Ruling {
    holds = List.copyOf(holds);
    quarantine = Map.copyOf(quarantine);
    conditions = List.copyOf(conditions);
  }
}
