package io.restartmonkey.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Condition;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeferredAttemptsTest {
  private static final long S = Duration.ofSeconds(1).toNanos();
  private final DeferredAttempts obstacles = new DeferredAttempts();

  @Test
  void shouldHoldForGrowingPausesAndTellUntilOneTryBegins() {
    obstacles.meet("app1", "this machine", 0);
    assertThat(obstacles.holds(30 * S - 1)).containsOnlyKeys("app1");
    assertThat(obstacles.holds(30 * S)).isEmpty();
    assertThat(obstacles.conditions())
        .extracting(Condition::text)
        .containsExactly("nothing can be done about app1: this machine");

    obstacles.meet("app1", "this machine", 30 * S);
    assertThat(obstacles.holds(90 * S - 1)).containsOnlyKeys("app1");
    assertThat(obstacles.holds(90 * S)).isEmpty();

    obstacles.overcome("app1");
    assertThat(obstacles.conditions()).isEmpty();
    obstacles.meet("app1", "again", 100 * S);
    assertThat(obstacles.holds(130 * S)).isEmpty();
  }

  @Test
  void shouldForgetServersForWhichNothingIsToBeDone() {
    obstacles.meet("app1", "no", 0);
    obstacles.meet("app2", "no", 0);

    obstacles.keepOnly(Set.of("app2", "app3"));

    assertThat(obstacles.holds(0)).containsOnlyKeys("app2");
  }
}
