package io.restartmonkey.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.plan.FailureCause;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybookOutcomeTest {

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

    assertThat(new PlaybookOutcome.Failed(hosts, 2).cause()).contains(blame);
  }

  @Test
  void shouldTellWhatDidNotComeToItsEnd() {
    assertThat(new PlaybookOutcome.NotStarted("no such file").cause())
        .contains(FailureCause.NOT_STARTED);
    assertThat(new PlaybookOutcome.CutOff("killed", false, Map.of()).cause())
        .contains(FailureCause.CUT_OFF);
    assertThat(new PlaybookOutcome.CutOff("too long", true, Map.of()).cause())
        .contains(FailureCause.DEADLINE);
  }

  @Test
  void shouldBlameNoServerForAPlayInWhichNothingRan() {
    HostOutcome idle = new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", "tags");

    assertThat(new PlaybookOutcome.Failed(Map.of("app1", idle), 0).cause())
        .contains(FailureCause.NOT_STARTED);
  }

  @Test
  void shouldTellTheWorstOfSeveral() {
    Map<String, HostOutcome> hosts =
        Map.of(
            "localhost", new HostOutcome(HostOutcome.State.FAILED, "provider_lab : Add", "quota"),
            "app1-surge", new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", ""));

    assertThat(new PlaybookOutcome.Failed(hosts, 2).cause()).contains(FailureCause.PROVIDER);
  }
}
