package io.restartmonkey.health;

import com.google.common.collect.ImmutableMap;
import io.restartmonkey.plan.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done now, and why nothing else.
 *
 * @param action the one thing to do
 * @param holds what would be done but for a guard, and why not
 * @param concerned the servers that something is to be done about, now or later
 * @param quarantine servers to be left alone from now on, with the reason
 * @param conditions what an operator must know of
 */
public record Decision(
    Optional<Action> action,
    List<String> holds,
    Set<String> concerned,
    Map<String, String> quarantine,
    List<Condition> conditions) {
  public Decision {
    holds = List.copyOf(holds);
    concerned = Set.copyOf(concerned);
    quarantine = ImmutableMap.copyOf(quarantine);
    conditions = List.copyOf(conditions);
  }

  /** Nothing is done, for one reason. */
  public static Decision nothing(String why) {
    return new Decision(Optional.empty(), List.of(why), Set.of(), Map.of(), List.of());
  }

  Decision with(List<Condition> others) {
    return new Decision(action, holds, concerned, quarantine, others);
  }
}
