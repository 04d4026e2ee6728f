package io.restartmonkey.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Turns conditions that last into alerts: one when a condition begins, one when it is over, and a
 * reminder now and then. For one thread.
 */
public final class AlertBook {
  /** Time between two reminders unless told otherwise. */
  public static final Duration DEFAULT_REPEAT = Duration.ofHours(1);

  private record Open(Condition condition, Instant said) {}

  private final Duration repeat;
  private Map<String, Open> open = new LinkedHashMap<>();

  /** A book with this time between two reminders. */
  public AlertBook(Duration repeat) {
    this.repeat = repeat;
  }

  /** Says nothing more of what was said but of these, as somebody else does. */
  public void forgetBut(Set<String> keys) {
    open.keySet().retainAll(keys);
  }

  /**
   * What there is to say now.
   *
   * @param conditions those that hold
   * @param isOver of the key of a condition that held before, whether it does not hold now; else
   *     there is no telling
   */
  public List<Alert> alerts(List<Condition> conditions, Instant now, Predicate<String> isOver) {
    List<Alert> alerts = new ArrayList<>();
    Map<String, Open> still = new LinkedHashMap<>();
    for (Condition condition : conditions) {
      Open before = open.get(condition.key());
      boolean again = before != null && !now.isBefore(before.said.plus(repeat));
      if (before == null) {
        alerts.add(new Alert(Alert.Kind.RAISED, condition, now));
      } else if (again) {
        alerts.add(new Alert(Alert.Kind.REPEATED, condition, now));
      }
      still.putIfAbsent(
          condition.key(), new Open(condition, before == null || again ? now : before.said));
    }
    open.forEach(
        (key, before) -> {
          if (!still.containsKey(key) && isOver.test(key)) {
            alerts.add(new Alert(Alert.Kind.RESOLVED, before.condition, now));
          } else {
            still.putIfAbsent(key, before);
          }
        });
    open = still;
    return alerts;
  }
}
