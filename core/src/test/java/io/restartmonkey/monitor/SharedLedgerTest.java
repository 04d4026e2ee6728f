package io.restartmonkey.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.restartmonkey.fake.InMemoryIntents;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.health.Condition;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.MonitorState;
import io.restartmonkey.spi.Quarantine;
import io.restartmonkey.spi.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedLedgerTest {
  private static final Job ABOUT_A_SERVER =
      new Job.Treatment(new Action(Remedy.RESTART_SERVICE, "app1", "it hangs"));
  private static final Treatment CUT =
      treatment("app1", FailureCause.CUT_OFF, Servers.NOW.minusSeconds(60));
  private static final Treatment DONE = treatment("app2", Servers.NOW.minusSeconds(30));

  private final VirtualTime time = new VirtualTime();
  private final InMemoryIntents intents = new InMemoryIntents();
  private final SharedLedger ledger = new SharedLedger(intents, "here", time);

  @Test
  void shouldWriteWhatOthersCannotSeeYet() {
    RunSummary going =
        new RunSummary("run-1", Optional.empty(), Optional.of(CUT), ABOUT_A_SERVER, true);
    RunSummary done =
        new RunSummary(
            "run-2",
            Optional.of(RestartReport.Status.DONE),
            Optional.of(DONE),
            ABOUT_A_SERVER,
            true);

    ledger.with(remembered(going, done), true, () -> Set.of());

    assertThat(intents.read())
        .containsExactlyInAnyOrder(
            new Intent("run-1", "here", true, CUT), new Intent("run-2", "here", false, DONE));
  }

  @Test
  void shouldCountWhatOthersDidAsIfItHadBeenDoneHere() {
    intents.write(new Intent("run-9", "there", false, DONE));

    assertThat(ledger.with(remembered(), false, () -> Set.of()).treatments()).containsExactly(DONE);
  }

  @Test
  void shouldTakeForCutOffWhatAnotherBeganOnlyWhenItLeads() {
    intents.write(new Intent("run-9", "there", true, CUT));
    assertThat(ledger.with(remembered(), false, () -> Set.of()).treatments()).isEmpty();

    assertThat(ledger.with(remembered(), true, () -> Set.of()).treatments()).containsExactly(CUT);

    assertThat(intents.read()).containsExactly(new Intent("run-9", "there", false, CUT));
  }

  @Test
  void shouldForgetWhatIsAWeekOld() {
    intents.write(new Intent("run-9", "there", false, DONE));
    time.pass(Duration.ofDays(8));

    assertThat(ledger.with(remembered(), true, () -> Set.of()).treatments()).isEmpty();

    assertThat(intents.read()).isEmpty();
  }

  @Test
  void shouldTakeBackWhatWasRefusedAfterAll() {
    intents.write(new Intent("run-1", "here", true, CUT));
    RunSummary refused =
        new RunSummary(
            "run-1",
            Optional.of(RestartReport.Status.REFUSED),
            Optional.empty(),
            ABOUT_A_SERVER,
            false);

    ledger.with(remembered(refused), false, () -> Set.of());

    assertThat(intents.read()).isEmpty();
  }

  @Test
  void shouldNotLetAnotherClockPutWhatWasDoneIntoTheFuture() {
    Instant ahead = Servers.NOW.plusSeconds(3600);
    intents.write(new Intent("run-9", "there", false, treatment("app1", ahead)));

    assertThat(ledger.with(remembered(), true, () -> Set.of()).treatments())
        .extracting(Treatment::startedAt)
        .containsExactly(Servers.NOW);
  }

  @Test
  void shouldKnowWhatAnotherMachineLeftHalfWay() {
    IncompleteRun there = new IncompleteRun("run-9", "there");
    intents.begun(there);

    assertThat(ledger.with(remembered(), true, () -> Set.of()).elsewhere()).hasValue(there);
    assertThat(intents.halfWay()).hasValue(there);
  }

  @Test
  void shouldBelieveItsOwnJournalAboutItsOwnRuns() {
    intents.begun(new IncompleteRun("run-1", "here"));

    MonitorState halfWay = ledger.with(remembered(cluster(Optional.empty())), true, () -> Set.of());
    assertThat(halfWay.halfWay()).hasValue("run-1");
    assertThat(halfWay.elsewhere()).isEmpty();
    assertThat(intents.halfWay()).isPresent();

    RunSummary done = cluster(Optional.of(RestartReport.Status.DONE));
    assertThat(ledger.with(remembered(done), false, () -> Set.of()).elsewhere()).isEmpty();
    assertThat(intents.halfWay()).hasValue(new IncompleteRun("run-1", "here", true));
  }

  @Test
  void shouldBelieveAnotherMachineThatSawTheClusterWhole() {
    RunSummary halfWay = cluster(Optional.of(RestartReport.Status.FAILED));
    intents.begun(new IncompleteRun("run-1", "here"));
    assertThat(ledger.with(remembered(halfWay), true, () -> Set.of()).halfWay()).hasValue("run-1");

    intents.completed(new IncompleteRun("run-1", "here"));

    assertThat(ledger.with(remembered(halfWay), true, () -> Set.of()).halfWay()).isEmpty();
    intents.begun(new IncompleteRun("run-8", "there"));
    intents.completed(new IncompleteRun("run-8", "there"));
    assertThat(ledger.with(remembered(halfWay), true, () -> Set.of()).halfWay()).hasValue("run-1");
    assertThat(ledger.with(remembered(halfWay), true, () -> Set.of()).elsewhere()).isEmpty();
  }

  private static RunSummary cluster(Optional<RestartReport.Status> status) {
    return new RunSummary(
        "run-1",
        status,
        Optional.empty(),
        new Job.Stages(List.of(Stage.STOP, Stage.RESTART)),
        true);
  }

  private static MonitorState remembered(RunSummary... runs) {
    MonitorState own = MonitorState.of(List.of(runs), Map.of(), Map.of());
    return own.withOthers(List.of(), own.halfWay(), Optional.empty(), own.quarantined());
  }

  private static Treatment treatment(String server, Instant started) {
    return treatment(server, Optional.empty(), started);
  }

  private static Treatment treatment(String server, FailureCause failure, Instant started) {
    return treatment(server, Optional.of(failure), started);
  }

  private static Treatment treatment(
      String server, Optional<FailureCause> failure, Instant started) {
    return new Treatment(
        server, Remedy.RESTART_SERVICE, started, started, failure, Optional.empty(), "");
  }

  @Test
  void shouldSayWhatIsInQuarantineHereAndWhenItIsNoLonger() {
    Quarantine open = new Quarantine("app1", "here", "nothing helped");
    ledger.with(apart("app1"), false, () -> Set.of("app1"));
    assertThat(intents.quarantines()).containsExactly(open);

    assertThat(ledger.with(remembered(), false, () -> Set.of("app1")).quarantined()).isEmpty();
    assertThat(intents.quarantines()).containsExactly(open.cleared(Servers.NOW));

    ledger.with(apart("app1"), false, () -> Set.of("app1"));
    assertThat(intents.quarantines()).containsExactly(open);
  }

  @Test
  void shouldLeaveAloneWhatAnotherMachineHasSetApart() {
    intents.write(new Quarantine("app1", "there", "nothing helped"));
    intents.write(new Quarantine("nobody", "there", "a lie"));

    assertThat(ledger.with(remembered(), true, () -> Set.of("app1", "app2")).quarantined())
        .containsExactly(Map.entry("app1", "nothing helped (set apart on there)"));
  }

  @Test
  void shouldBeginAnewWithWhatAnotherMachineHasCleared() {
    intents.write(new Intent("run-9", "there", false, CUT));
    Instant at = Servers.NOW.minusSeconds(5);
    intents.write(new Quarantine("app1", "there", "nothing helped").cleared(at));

    assertThat(ledger.with(remembered(), true, () -> Set.of("app1")).treatments())
        .extracting(Treatment::remedy, Treatment::startedAt)
        .containsExactly(tuple(Remedy.RESTORE, at));

    time.pass(Duration.ofDays(8));
    ledger.with(remembered(), true, () -> Set.of("app1"));
    assertThat(intents.quarantines()).isEmpty();
  }

  @Test
  void shouldEndNoQuarantineOfThisMachineByWhatRedisSays() {
    intents.write(new Quarantine("app1", "here", "x").cleared(Servers.NOW));
    intents.write(new Quarantine("app1", "there", "x").cleared(Servers.NOW));

    assertThat(ledger.with(apart("app1"), true, () -> Set.of("app1")).quarantined())
        .containsExactly(Map.entry("app1", "nothing helped"));
  }

  @Test
  void shouldKnowThatAnotherMachineHasStoppedTheCluster() {
    intents.begun(new IncompleteRun("run-8", "there").stopped());

    assertThat(ledger.with(remembered(), true, () -> Set.of()).elsewhere())
        .map(IncompleteRun::there)
        .map(Condition::text)
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("run run-8 has stopped the services from there, as it was to")
                    .contains("start them: RestartMonkey.run"));
  }

  private static MonitorState apart(String server) {
    return MonitorState.of(List.of(), Map.of(server, "nothing helped"), Map.of());
  }
}
