package io.restartmonkey.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureCauseTest {

  @ParameterizedTest
  @CsvSource({
    "FAILED, traffic : Drain the server, TRAFFIC",
    "UNREACHABLE, traffic : Drain the server, TRAFFIC",
    "FAILED, provider_lab : Switch the power, PROVIDER",
    "UNREACHABLE, service_control : Restart the service, UNREACHABLE",
    "FAILED, smoke_test : The app shows a page, SERVER",
    "FAILED, trafficking : no role of ours, SERVER",
    "FAILED, preflight : Check how, NOT_STARTED",
    "NOT_ATTEMPTED, '', CUT_OFF"
  })
  void shouldTellByTheTaskThatFailed(HostOutcome.State state, String task, FailureCause blame) {
    Map<String, HostOutcome> hosts = Map.of("app1", new HostOutcome(state, task, "no"));

    assertThat(FailureCause.of(new PlaybookOutcome.Failed(hosts, 2))).isEqualTo(blame);
  }

  @Test
  void shouldTellWhatDidNotComeToItsEnd() {
    assertThat(FailureCause.of(new PlaybookOutcome.NotStarted("no such file")))
        .isEqualTo(FailureCause.NOT_STARTED);
    assertThat(FailureCause.of(new PlaybookOutcome.CutOff("killed", false, Map.of())))
        .isEqualTo(FailureCause.CUT_OFF);
    assertThat(FailureCause.of(new PlaybookOutcome.CutOff("too long", true, Map.of())))
        .isEqualTo(FailureCause.DEADLINE);
  }

  @Test
  void shouldBlameNoServerForAPlayInWhichNothingRan() {
    HostOutcome idle = new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", "tags");

    assertThat(FailureCause.of(new PlaybookOutcome.Failed(Map.of("app1", idle), 0)))
        .isEqualTo(FailureCause.NOT_STARTED);
  }

  @Test
  void shouldTellTheWorstOfSeveral() {
    Map<String, HostOutcome> hosts =
        Map.of(
            "localhost", new HostOutcome(HostOutcome.State.FAILED, "provider_lab : Add", "quota"),
            "app1-extra", new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", ""));

    assertThat(FailureCause.of(new PlaybookOutcome.Failed(hosts, 2)))
        .isEqualTo(FailureCause.PROVIDER);
  }
}
