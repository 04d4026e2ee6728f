package io.restartmonkey.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.PlayNumber;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFoldersTest {
  private static final Server APP = Servers.server("app1", "app");
  private static final Step FIRST =
      new Step(
          "01-stop-app",
          Path.of("/p/stop.yaml"),
          "Stop",
          "app",
          List.of(APP),
          Optional.empty(),
          Set.of());
  private static final Step SECOND =
      new Step(
          "02-restart-app",
          Path.of("/p/restart.yaml"),
          "Restart",
          "app",
          List.of(APP),
          Optional.of(new PlayNumber(2, 3)),
          Set.of("01-stop-app"));
  private static final RunRecord RECORD =
      new RunRecord(
          RestartRequest.of(Stage.STOP, Stage.RESTART)
              .withVariables(Map.of("reboot_servers", false, "list", List.of("a", 1)))
              .withStepDeadline(Duration.ofSeconds(99))
              .withLocalAllowed(true),
          new Plan(List.of(FIRST, SECOND), List.of("a note")),
          Servers.example(),
          "all: {}",
          Servers.NOW);

  @TempDir Path folder;

  @Test
  void shouldReadBackExactlyWhatWasWritten() {
    RunFolders runs = runs();
    List<JournalEntry> entries =
        List.of(
            new JournalEntry.Intended(Servers.NOW, "01-stop-app"),
            new JournalEntry.Done(Servers.NOW, "01-stop-app"),
            new JournalEntry.Intended(Servers.NOW, "02-restart-app"),
            new JournalEntry.Failed(
                Servers.NOW, "02-restart-app", FailureCause.SERVER, "app1: \"no\"\nreally"),
            new JournalEntry.Ended(Servers.NOW, RestartReport.Status.FAILED));
    String runId;
    try (RunJournal journal = runs.begin(RECORD)) {
      runId = journal.runId();
      entries.forEach(journal::append);
    }

    try (RunJournal again = runs.reopen(runId)) {
      assertThat(again.record()).isEqualTo(RECORD);
      assertThat(again.entries()).isEqualTo(entries);
    }
    RunHistory history = runs.look(runId);
    assertThat(runs.list()).containsExactly(runId);
    assertThat(history.status()).hasValue(RestartReport.Status.FAILED);
    assertThat(history.missing()).containsExactly(SECOND);
    assertThat(runs.snapshot(runId)).isEqualTo(RECORD.snapshot());
  }

  @Test
  void shouldForgetOldRunsOnceThereAreATenthMoreThanAreKept() {
    RunFolders few = new RunFolders(folder.resolve("runs"), 10);
    for (int run = 0; run < 11; run++) {
      endedRun(few, Servers.NOW.plusSeconds(run));
    }
    assertThat(few.list()).hasSize(11);
    endedRun(few, Servers.NOW.plusSeconds(20)); // All are young.
    assertThat(few.list()).hasSize(12);
    List<String> before = few.list();

    endedRun(few, Servers.NOW.plus(Duration.ofHours(3)));

    assertThat(few.list()).hasSize(11).doesNotContain(before.get(0), before.get(1));
    assertThat(folder.resolve("runs"))
        .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith(".forgotten"));
  }

  private static void endedRun(RunFolders runs, Instant at) {
    try (RunJournal journal =
        runs.begin(
            new RunRecord(
                RECORD.request(), RECORD.plan(), RECORD.snapshot(), RECORD.template(), at))) {
      journal.append(new JournalEntry.Ended(at, RestartReport.Status.DONE));
    }
  }

  @Test
  void shouldTellWhatARunDidWithoutReadingItsWholeFleet() throws IOException {
    String runId = runWithOneEntry();
    Path snapshot = folder.resolve("runs").resolve(runId).resolve("snapshot.json");
    Files.writeString(snapshot, "damaged");

    assertThat(runs().look(runId).plan()).isEqualTo(RECORD.plan());
    assertThatThrownBy(() -> runs().reopen(runId)).hasMessageContaining("snapshot.json");
    assertThatThrownBy(() -> runs().snapshot(runId)).hasMessageContaining("snapshot.json");
  }

  @Test
  void shouldRefuseAFileThatIsTooLargeToBeOfARun() throws IOException {
    String runId = runWithOneEntry();
    Path plan = folder.resolve("runs").resolve(runId).resolve("plan.json");
    try (RandomAccessFile file = new RandomAccessFile(plan.toFile(), "rw")) {
      file.setLength(3L << 30);
    }

    assertThatThrownBy(() -> runs().look(runId))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("larger than 64 MiB");
  }

  @Test
  void shouldCutOffALineThatACrashLeftUnfinished() throws IOException {
    String runId = runWithOneEntry();
    Files.writeString(journal(runId), "{\"v\":1,\"at\":\"20", StandardOpenOption.APPEND);

    try (RunJournal journal = runs().reopen(runId)) {
      assertThat(journal.entries()).hasSize(1);
      journal.append(new JournalEntry.Done(Servers.NOW, "01-stop-app"));
    }
    assertThat(runs().look(runId).entries()).hasSize(2);
  }

  @Test
  void shouldCutOffALineThatEndsInTheMiddleOfACharacter() throws IOException {
    String runId = runWithOneEntry();
    byte[] torn = {'{', '"', (byte) 0xc3};
    Files.write(journal(runId), torn, StandardOpenOption.APPEND);

    assertThat(runs().look(runId).entries()).hasSize(1);
  }

  @Test
  void shouldRefuseAJournalThatIsDamagedWithFileAndLine() throws IOException {
    String runId = runWithOneEntry();
    Files.writeString(journal(runId), "garbage\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> runs().reopen(runId))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("journal.jsonl:2");
  }

  @Test
  void shouldRefuseAJournalOfANewerVersion() throws IOException {
    String runId = runWithOneEntry();
    Files.writeString(
        journal(runId), "{\"v\":2,\"at\":\"x\",\"done\":\"y\"}\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> runs().reopen(runId)).hasMessageContaining("version 2");
  }

  @Test
  void shouldRefuseAPlanOfANewerVersionAndADamagedOne() throws IOException {
    String runId = runWithOneEntry();
    Path plan = folder.resolve("runs").resolve(runId).resolve("plan.json");
    Files.writeString(plan, Files.readString(plan).replace("\"version\" : 1", "\"version\" : 2"));
    assertThatThrownBy(() -> runs().reopen(runId)).hasMessageContaining("version 2");

    Files.writeString(plan, "{");
    assertThatThrownBy(() -> runs().reopen(runId)).isInstanceOf(RunFolderException.class);
  }

  @Test
  void shouldKeepASecondRunOutUntilTheFirstIsClosed() {
    try (RunJournal first = runs().begin(RECORD)) {
      assertThatThrownBy(() -> runs().begin(RECORD)).isInstanceOf(RunInProgressException.class);
      assertThatThrownBy(() -> runs().reopen(first.runId()))
          .isInstanceOf(RunInProgressException.class);
    }

    runs().begin(RECORD).close();
  }

  @Test
  void shouldTakeNoFolderForARunWhoseNameIsNoTime() throws IOException {
    Files.createDirectories(folder.resolve("runs/99999999-999999-0000"));

    runs().begin(RECORD).close();

    assertThat(runs().list()).hasSize(1);
  }

  @Test
  void shouldHaveOneNameHoweverItsFolderIsSpelled() throws IOException {
    Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    Path real = new RunFolders(folder.resolve("real/runs")).folder();

    assertThat(new RunFolders(folder.resolve("link/runs")).folder()).isEqualTo(real);
    assertThat(new RunFolders(folder.resolve("real/./x/../runs")).folder()).isEqualTo(real);
  }

  @Test
  void shouldKeepOthersFromReadingAnything() throws IOException {
    String runId = runWithOneEntry();

    try (Stream<Path> files = Files.walk(folder.resolve("runs").resolve(runId))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void shouldSayWhenThereIsNoSuchRunAndNeverLeaveItsFolder() {
    for (String name : List.of("20260101-000000-0000", "..", "../../etc", "")) {
      assertThatThrownBy(() -> runs().look(name))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("there is no run");
    }
  }

  @Test
  void shouldSayWhenTheFolderCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("runs"), "a file is in the way");

    assertThatThrownBy(() -> runs().begin(RECORD))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("cannot be written");
    assertThatThrownBy(() -> runs().list())
        .isInstanceOf(RunFolderException.class)
        .hasMessageEndingWith("runs cannot be read: " + folder.resolve("runs") + " is no folder");
  }

  private String runWithOneEntry() {
    try (RunJournal journal = runs().begin(RECORD)) {
      journal.stepFolder("01-stop-app");
      journal.append(new JournalEntry.Intended(Servers.NOW, "01-stop-app"));
      return journal.runId();
    }
  }

  private RunFolders runs() {
    return new RunFolders(folder.resolve("runs"));
  }

  private Path journal(String runId) {
    return folder.resolve("runs").resolve(runId).resolve("journal.jsonl");
  }
}
