package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.spi.TrafficReader;
import io.restartmonkey.spi.TrafficReader.Reading;
import org.junit.jupiter.api.Test;

/** What every {@link TrafficReader} does that asks proxies. */
@ContractOf(TrafficReader.class)
public interface AskingTrafficReaderContract extends TrafficReaderContract {

  /** From now on no proxy can be asked. */
  void cutOff();

  /** From now on an answer takes longer than a test. */
  void slowDown();

  @Test
  default void shouldTellWhatGoesWrongAsAProblem() {
    cutOff();

    TrafficReport report = reportOf(reader().read(snapshot()));

    assertThat(report.problem()).isPresent();
    assertThat(report.proxies()).isEmpty();
  }

  @Test
  default void shouldTellThatItWasEndedAsAProblem() {
    slowDown();
    Reading reading = reader().read(snapshot());
    assertThat(reading.report().toCompletableFuture()).isNotDone();

    reading.end().run();

    assertThat(reportOf(reading).problem()).isPresent();
  }
}
