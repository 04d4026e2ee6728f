package io.restartmonkey.internal.decision;

import io.restartmonkey.health.GuardPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The pause after a try: the first one as the policy says, doubled for each further one.
 *
 * @param policy the first and the longest pause
 * @param now the wall clock
 */
record BackOff(GuardPolicy policy, Instant now) {
  private static final int MAX_DOUBLINGS = 20;

  /**
   * Why it is too early for another try; empty if it is not.
   *
   * @param tries how many there were lately
   * @param last when the last one ended; one in the future is one of now, as a clock was put right
   */
  Optional<String> wait(int tries, Optional<Instant> last) {
    if (tries == 0 || last.isEmpty()) {
      return Optional.empty();
    }
    Duration doubled = policy.backOff().multipliedBy(1L << Math.min(tries - 1, MAX_DOUBLINGS));
    Duration pause =
        doubled.compareTo(policy.longestBackOff()) > 0 ? policy.longestBackOff() : doubled;
    Instant since = last.get().isAfter(now) ? now : last.get();
    Duration left = Duration.between(now, since.plus(pause));
    return left.compareTo(Duration.ZERO) > 0
        ? Optional.of("it waits another %s after the last try".formatted(Labels.left(left)))
        : Optional.empty();
  }
}
