package io.restartmonkey.journal;

import static io.restartmonkey.fake.Servers.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.fuzz.Fuzz;
import io.restartmonkey.health.Pause;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.plan.TreatmentPlanner;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.Sighting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorFolderTest {
  @TempDir Path folder;
  private RunFolders runs;
  private MonitorFolder records;
  private int clusterRuns;

  @BeforeEach
  void open() {
    runs = new RunFolders(folder.resolve("runs"));
    records = new MonitorFolder(runs);
  }

  @Test
  void shouldTellWhatWasDoneAndHowItEnded() {
    run(
        Remedy.REBOOT,
        "app1",
        new JournalEntry.Failed(NOW, "01-restart-server", FailureCause.UNREACHABLE, "gone"),
        new JournalEntry.Ended(NOW.plusSeconds(5), RestartReport.Status.FAILED));

    assertThat(records.read().treatments())
        .containsExactly(
            new Treatment(
                "app1",
                Remedy.REBOOT,
                NOW,
                NOW.plusSeconds(5),
                Optional.of(FailureCause.UNREACHABLE),
                Optional.empty(),
                "gone"));
  }

  @Test
  void shouldTellWhichServerWasToBeMadeInVain() {
    run(Remedy.REPLACE, "app1", new JournalEntry.Ended(NOW, RestartReport.Status.STOPPED));

    assertThat(records.read().treatments())
        .extracting(Treatment::failure, Treatment::made)
        .containsExactly(tuple(Optional.of(FailureCause.CUT_OFF), Optional.of("app1-2")));
  }

  @Test
  void shouldNotTakeAServerForHalfMadeThatWasMade() {
    run(
        Remedy.REPLACE,
        "app1",
        new JournalEntry.Done(NOW, "01-add-server"),
        new JournalEntry.Failed(NOW, "02-retire", FailureCause.PROVIDER, "quota"),
        new JournalEntry.Ended(NOW, RestartReport.Status.FAILED));

    assertThat(records.read().treatments())
        .extracting(Treatment::made, Treatment::stands)
        .containsExactly(tuple(Optional.empty(), Optional.of("app1-2")));
  }

  @Test
  void shouldFindTreatmentsThatNobodySawTheEndOf() {
    String cut = run(Remedy.REBOOT, "app1", new JournalEntry.Intended(NOW, "01-restart-server"));
    run(Remedy.REBOOT, "app2", new JournalEntry.Ended(NOW, RestartReport.Status.DONE));

    assertThat(records.read().unfinished()).containsExactly(cut);
  }

  @Test
  void shouldKnowWhenTheNewestRunLeftTheClusterHalfWay() {
    assertThat(records.read().halfWay()).isEmpty();
    RestartRequest request = RestartRequest.of(Stage.STOP);
    RunRecord record =
        new RunRecord(request, plan(Remedy.REBOOT, "app1"), Servers.example(), "all: {}", NOW);
    String id;
    try (RunJournal journal = runs.begin(record)) {
      id = journal.runId();
      journal.append(new JournalEntry.Intended(NOW, "01-restart-server"));
      journal.append(new JournalEntry.Ended(NOW, RestartReport.Status.FAILED));
    }

    assertThat(records.read().halfWay()).hasValue(id);
  }

  @Test
  void shouldTakeARunForHalfWayOnlyOnceItHasBegunAStep() {
    RestartRequest request = RestartRequest.of(Stage.STOP);
    RunRecord record =
        new RunRecord(request, plan(Remedy.REBOOT, "app1"), Servers.example(), "all: {}", NOW);
    runs.begin(record).close();
    assertThat(records.read().halfWay()).isEmpty();

    try (RunJournal journal = runs.begin(record)) {
      journal.append(new JournalEntry.Ended(NOW, RestartReport.Status.STOPPED));
    }

    assertThat(records.read().halfWay()).isEmpty();
  }

  @Test
  void shouldKnowTheNewestRunWhenTheClockWasPutBack() {
    cluster(Stage.RESTART, RestartReport.Status.DONE);
    clusterRuns -= 3600;

    String halfWay = cluster(Stage.RESTART, RestartReport.Status.FAILED);

    assertThat(records.read().halfWay()).hasValue(halfWay);
  }

  @Test
  void shouldTakeNoFailedSmokeTestForHalfWayAndAGoodOneForTheEnd() {
    cluster(Stage.SMOKE_TEST, RestartReport.Status.FAILED);
    assertThat(records.read().halfWay()).isEmpty();

    String id = cluster(Stage.RESTART, RestartReport.Status.FAILED);
    cluster(Stage.RESTART, RestartReport.Status.REFUSED);
    cluster(Stage.SMOKE_TEST, RestartReport.Status.FAILED);
    assertThat(records.read().halfWay()).hasValue(id);

    cluster(Stage.SMOKE_TEST, RestartReport.Status.DONE);
    assertThat(records.read().halfWay()).isEmpty();
  }

  @Test
  void shouldReadARunAgainThatWasGoneOnWith() {
    String id = run(Remedy.REBOOT, "app1", new JournalEntry.Intended(NOW, "01-restart-server"));
    assertThat(records.read().unfinished()).containsExactly(id);

    try (RunJournal journal = runs.reopen(id)) {
      journal.append(new JournalEntry.Ended(NOW, RestartReport.Status.STOPPED));
    }

    assertThat(records.read().unfinished()).isEmpty();
    assertThat(records.read().treatments()).hasSize(1);
  }

  @Test
  @SuppressWarnings("try") // Held, and nothing else.
  void shouldLetOneMonitorInAtATime() throws IOException {
    try (Closeable ours = records.lock()) {
      assertThatThrownBy(() -> new MonitorFolder(runs).lock())
          .isInstanceOf(RunInProgressException.class)
          .hasMessageContaining("a monitor already runs");
    }
    new MonitorFolder(runs).lock().close();
  }

  private String cluster(Stage stage, RestartReport.Status status) {
    Instant at = NOW.plusSeconds(++clusterRuns);
    RunRecord record =
        new RunRecord(
            RestartRequest.of(stage),
            plan(Remedy.REBOOT, "app1"),
            Servers.example(),
            "all: {}",
            at);
    try (RunJournal journal = runs.begin(record)) {
      if (status != RestartReport.Status.REFUSED) {
        journal.append(new JournalEntry.Intended(at, "01-restart-server"));
      }
      journal.append(new JournalEntry.Ended(at, status));
      return journal.runId();
    }
  }

  @Test
  void shouldBeginAnewWithATestAfterQuarantine() {
    run(Remedy.REPLACE, "app1", new JournalEntry.Ended(NOW, RestartReport.Status.FAILED));
    records.quarantine("app1", "nothing helped");
    assertThat(records.quarantined()).containsExactly(entry("app1", "nothing helped"));

    assertThat(records.release("app1")).isTrue();
    assertThat(records.release("app1")).isFalse();

    assertThat(records.quarantined()).isEmpty();
    assertThat(records.read().treatments())
        .extracting(Treatment::remedy, Treatment::failure)
        .containsExactly(tuple(Remedy.RESTORE, Optional.of(FailureCause.CUT_OFF)));
  }

  @Test
  void shouldKeepInQuarantineWhatItsFileCannotTellOf() throws IOException {
    records.quarantine("app1", "three times in vain");
    Path place = runs.folder().resolve("monitor/quarantine");
    Files.write(place.resolve("app1"), new byte[] {(byte) 0xff, 0x1b, '[', '2', 'J'});
    Files.createDirectory(place.resolve("app2"));
    Files.writeString(place.resolve("no name"), "x");

    assertThat(records.quarantined()).containsOnlyKeys("app1", "app2");
    assertThat(records.quarantined().values()).allMatch(Fuzz::isPrintable);
  }

  private String run(Remedy remedy, String server, JournalEntry... entries) {
    RestartRequest request =
        RestartRequest.of(new Job.Treatment(new Action(remedy, server, "a test")));
    RunRecord record =
        new RunRecord(request, plan(remedy, server), Servers.example(), "all: {}", NOW);
    try (RunJournal journal = runs.begin(record)) {
      for (JournalEntry entry : entries) {
        journal.append(entry);
      }
      return journal.runId();
    }
  }

  private Sighting kept() {
    Sighting seen =
        new Sighting(
            NOW,
            "demo",
            Servers.example().registered(),
            Optional.of(new Pause("kim", "rack", NOW.plusSeconds(60))),
            new Sighting.Heard(Set.of("app1", "app2"), Set.of("app2")),
            0);
    records.keep(seen);
    return seen;
  }

  private static Plan plan(Remedy remedy, String server) {
    Planning planning =
        new TreatmentPlanner(Path.of("/playbooks"), here -> false, false, Duration.ofSeconds(10))
            .plan(remedy, server, Servers.example());
    return ((Planning.Ready) planning).plan();
  }

  @Test
  void shouldKeepWhatWasSeenOfTheCluster() throws IOException {
    assertThat(records.lastSighting()).isEmpty();
    Sighting seen = kept();

    assertThat(new MonitorFolder(runs).lastSighting()).hasValue(seen);
    Path file = runs.folder().resolve("monitor/registry.json");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"app1\"", "\"h[1:3]\""));
    assertThat(records.lastSighting()).map(Sighting::doubtful).hasValue(1);
    assertThat(records.lastSighting().orElseThrow().servers()).hasSize(seen.servers().size() - 1);
    for (String damaged : new String[] {"", "{", "[]", "\0"}) {
      Files.writeString(file, damaged);
      assertThatThrownBy(records::lastSighting)
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("registry.json cannot be read");
    }
  }

  @Test
  void shouldLoseNoServerWithADamagedPause() throws IOException {
    Sighting seen = kept();
    Path file = runs.folder().resolve("monitor/registry.json");
    String text = Files.readString(file);
    for (String damaged :
        List.of(
            text.replace("kim\"", "kim"),
            text.substring(0, text.length() - 5),
            text.replace("\"until\"", "\"untill\""))) {
      Files.writeString(file, damaged);

      assertThat(records.lastSighting())
          .hasValue(new Sighting(NOW, "demo", seen.servers(), Optional.empty(), seen.heard(), 1));
    }
  }

  @Test
  void shouldTakeNobodyForHeardWhereThatIsDamaged() throws IOException {
    Sighting seen = kept();
    Path file = runs.folder().resolve("monitor/registry.json");
    String text = Files.readString(file);
    for (String damaged :
        List.of(text.replace("{\"heard\"", "{heard"), text.replace("[\"app2\"]", "[\"h[1:3]\"]"))) {
      Files.writeString(file, damaged);

      assertThat(records.lastSighting())
          .hasValue(
              new Sighting(NOW, "demo", seen.servers(), seen.pause(), Sighting.Heard.NOBODY, 1));
    }
  }

  @Test
  void shouldKeepAStopInMindUntilTheClusterIsStarted() {
    String stop = cluster(Stage.STOP, RestartReport.Status.DONE);
    assertThat(records.read().halfWay()).hasValue(stop);
    cluster(Stage.SMOKE_TEST, RestartReport.Status.FAILED);
    assertThat(records.read().halfWay()).hasValue(stop);

    cluster(Stage.RESTART, RestartReport.Status.DONE);
    assertThat(records.read().halfWay()).isEmpty();

    cluster(Stage.STOP, RestartReport.Status.DONE);
    cluster(Stage.SMOKE_TEST, RestartReport.Status.DONE);
    assertThat(records.read().halfWay()).isEmpty();
  }
}
