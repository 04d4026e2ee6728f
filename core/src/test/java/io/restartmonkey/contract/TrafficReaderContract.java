package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.spi.TrafficReader;
import io.restartmonkey.spi.TrafficReader.Reading;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link TrafficReader} does. */
@ContractOf(TrafficReader.class)
public interface TrafficReaderContract {

  /** The cluster whose proxies are asked. */
  default ClusterSnapshot snapshot() {
    return Servers.example();
  }

  /** Whoever asks them; all goes well at first. */
  TrafficReader reader();

  /** Lets time pass until this is done, if nobody else does. */
  void await(CompletableFuture<TrafficReport> report);

  @Test
  default void shouldComeToAReport() {
    TrafficReport report = reportOf(reader().read(snapshot()));

    assertThat(report.problem()).isEmpty();
  }

  @Test
  default void shouldNotMindToBeEndedAfterwards() {
    Reading reading = reader().read(snapshot());
    TrafficReport report = reportOf(reading);

    reading.end().run();
    reading.end().run();

    assertThat(reportOf(reading)).isEqualTo(report);
    assertThat(reportOf(reader().read(snapshot()))).isEqualTo(report);
  }

  @Test
  default void shouldComeToAReportAlsoWhenItIsEnded() {
    Reading reading = reader().read(snapshot());

    reading.end().run();

    assertThat(reportOf(reading)).isNotNull();
  }

  /** What comes of it. */
  default TrafficReport reportOf(Reading reading) {
    CompletableFuture<TrafficReport> report = reading.report().toCompletableFuture();
    await(report);
    assertThat(report).isCompleted();
    return report.join();
  }
}
