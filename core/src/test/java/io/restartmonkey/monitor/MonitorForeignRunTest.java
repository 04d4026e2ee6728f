package io.restartmonkey.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.ScriptedCluster.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the monitor says while a run of somebody else restarts the cluster. */
class MonitorForeignRunTest extends MonitoredCluster {
  private static final String RUN = "20260102-030405-0001";

  /** As many as make an hour. */
  private static final int HOUR = (int) Duration.ofHours(1).dividedBy(INTERVAL);

  @Test
  void shouldSayNothingOfServersThatItRestarts() {
    Monitor monitor = watching();
    lease.takenBy(RUN);
    all(State.FROZEN);
    ticks(monitor, 60);
    all(State.WELL);
    ticks(monitor, 20);
    lease.release(RUN);
    ticks(monitor, 60);

    assertThat(alerts).isEmpty();
    assertThat(done).isEmpty();
  }

  @Test
  void shouldSayWhatIsWrongWhenItIsOver() {
    Monitor monitor = watching();
    lease.takenBy(RUN);
    all(State.FROZEN);
    ticks(monitor, 60);
    assertThat(alerts).isEmpty();

    lease.release(RUN);
    ticks(monitor, 60);

    assertThat(alerts).containsExactly("RAISED mass-silence");
  }

  @Test
  void shouldNotCallAnythingOverMeanwhile() {
    Monitor monitor = watching();
    cluster.is("app1", State.BUSY);
    cluster.is("app2", State.BUSY);
    ticks(monitor, 60);
    lease.takenBy(RUN);
    all(State.WELL);
    ticks(monitor, 60);
    assertThat(alerts).containsExactly("RAISED load app");

    lease.release(RUN);
    ticks(monitor, 2);

    assertThat(alerts).containsExactly("RAISED load app", "RESOLVED load app");
  }

  @Test
  void shouldWaitForARedisThatItRestarts() {
    Monitor monitor = watching();
    lease.takenBy(RUN);
    ticks(monitor, 2);
    cluster.reachable(false);
    ticks(monitor, HOUR / 6 - 1);
    assertThat(alerts).isEmpty();

    ticks(monitor, 3);

    assertThat(alerts).containsExactly("RAISED cannot-see");
  }

  @Test
  void shouldTellOfALeaseThatNobodyGivesBackAndOfAllThatIsWrong() {
    Monitor monitor = watching();
    lease.takenBy(RUN);
    all(State.FROZEN);
    ticks(monitor, HOUR);
    assertThat(alerts).isEmpty();

    ticks(monitor, 3);

    assertThat(alerts).containsExactlyInAnyOrder("RAISED busy", "RAISED mass-silence");
  }

  private Monitor watching() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    return monitor;
  }

  private void all(State state) {
    for (String name : List.of("redis1", "proxy1", "app1", "app2", "canary1")) {
      cluster.is(name, state);
    }
  }
}
