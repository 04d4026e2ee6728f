package io.restartmonkey.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.ScriptedCluster.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the monitor says when it cannot do what it should. */
class MonitorTroubleTest extends MonitoredCluster {
  @Test
  void shouldSayWhatStandsInTheWayAndTryAgain() {
    Monitor monitor = monitor();
    ticks(monitor, 60);
    journals.breakAfter(0);
    cluster.is("app1", State.BUSY);
    ticks(monitor, 12);
    assertThat(alerts).containsExactly("RAISED cannot-act app1");
    assertThat(done).isEmpty();

    journals.mend();
    ticks(monitor, 60);

    assertThat(done).containsExactly("RESTART_SERVICE app1");
    assertThat(alerts).containsExactly("RAISED cannot-act app1", "RESOLVED cannot-act app1");
  }

  @Test
  void shouldBeginNothingWhileWhatACrashLeftCannotBeSettled() {
    records.unfinished(List.of("20260102-030405-0001")); // Of which there is no journal.
    Monitor monitor = monitor();
    cluster.is("app1", State.BUSY);
    ticks(monitor, 90);

    assertThat(done).isEmpty();
    assertThat(alerts).containsExactly("RAISED cannot-settle");
  }

  @Test
  void shouldOutliveItsOwnFaults() {
    proxies =
        snapshot -> {
          throw new IllegalStateException("a bug");
        };
    Monitor monitor = monitor();

    ticks(monitor, 3);

    assertThat(alerts).containsExactly("RAISED tick", "RESOLVED tick");
  }
}
