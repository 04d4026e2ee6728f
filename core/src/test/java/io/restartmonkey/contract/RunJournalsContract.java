package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link RunJournals} does, and every {@link RunJournal} that it opens. */
@ContractOf({RunJournals.class, RunJournal.class})
public interface RunJournalsContract {

  /** The journals, empty at first; those of another process at each call, if that can be. */
  RunJournals journals();

  /** The ids of all runs that are recorded, whether or not they can be understood. */
  List<String> recorded();

  /** From now on nothing can be written, not even to what is open. */
  void breakDisk();

  /** What is opened from now on can be written again. */
  void mendDisk();

  @Test
  default void shouldHaveARunFromItsBeginning() {
    assertThat(recorded()).isEmpty();
    try (RunJournal journal = journals().begin(restart())) {
      assertThat(journal.record()).isEqualTo(restart());
      assertThat(journal.entries()).isEmpty();
      assertThat(journals().has(journal.runId())).isTrue();
      assertThat(journals().isRun(journal.runId())).isTrue();
      assertThat(recorded()).containsExactly(journal.runId());
    }
    assertThat(journals().has("nobody-knows-it")).isFalse();
  }

  /** Also where a clock was put back. */
  @Test
  default void shouldGiveIdsThatSortByTheirOrderAndCanNameAFolder() {
    List<String> ids = new ArrayList<>();
    for (int run = 0; run < 12; run++) {
      ids.add(begun(at(Servers.NOW.minus(Duration.ofDays(run / 2)))));
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> id.matches("[a-zA-Z0-9][a-zA-Z0-9_-]*"));
    assertThat(recorded()).containsExactlyElementsOf(ids);
  }

  @Test
  default void shouldHaveEveryEntryInItsOrderAlsoWhenItIsOpenedAgain() {
    List<JournalEntry> first =
        List.of(
            new JournalEntry.Intended(Servers.NOW, "01-stop-app"),
            new JournalEntry.Failed(
                Servers.NOW.plusSeconds(1), "01-stop-app", FailureCause.SERVER, "app1: \"no\""),
            new JournalEntry.Ended(Servers.NOW.plusSeconds(1), RestartReport.Status.FAILED));
    List<JournalEntry> all = new ArrayList<>(first);
    all.add(new JournalEntry.Intended(Servers.NOW, "01-stop-app"));
    String runId;
    try (RunJournal journal = journals().begin(restart())) {
      runId = journal.runId();
      first.forEach(journal::append);
      assertThat(journal.entries()).isEqualTo(first);
    }

    try (RunJournal again = journals().reopen(runId)) {
      assertThat(again.runId()).isEqualTo(runId);
      assertThat(again.record()).isEqualTo(restart());
      assertThat(again.entries()).isEqualTo(first);
      again.append(all.get(3));
      assertThat(again.entries()).isEqualTo(all);
    }
    try (RunJournal again = journals().reopen(runId)) {
      assertThat(again.entries()).isEqualTo(all);
    }
  }

  @Test
  default void shouldKeepOthersOutAndRecordNothingOfThemWhileARunIsOpen() {
    String earlier = begun(restart());
    journals().refuseIfOpen();
    try (RunJournal journal = journals().begin(restart())) {
      assertThatThrownBy(() -> journals().refuseIfOpen())
          .isInstanceOf(RunInProgressException.class);
      assertThatThrownBy(() -> journals().begin(restart()))
          .isInstanceOf(RunInProgressException.class);
      assertThatThrownBy(() -> journals().reopen(earlier))
          .isInstanceOf(RunInProgressException.class);
      assertThatThrownBy(() -> journals().reopen(journal.runId()))
          .isInstanceOf(RunInProgressException.class);
      assertThat(recorded()).containsExactly(earlier, journal.runId());
    }

    try (RunJournal next = journals().reopen(earlier)) {
      assertThatThrownBy(() -> journals().begin(restart()))
          .isInstanceOf(RunInProgressException.class);
      assertThat(next.runId()).isEqualTo(earlier);
    }
    assertThat(begun(restart())).isNotEqualTo(earlier);
  }

  @Test
  default void shouldKeepOthersOutAlsoWhenAnEarlierJournalIsClosedOnceMore() {
    RunJournals journals = journals();
    RunJournal earlier = journals.begin(restart());
    earlier.close();
    try (RunJournal journal = journals.begin(restart())) {
      earlier.close();

      assertThatThrownBy(() -> journals().reopen(journal.runId()))
          .isInstanceOf(RunInProgressException.class);
    }
  }

  @Test
  default void shouldOpenNoRunThatNobodyKnows() {
    assertThatThrownBy(() -> journals().reopen("nobody-knows-it"))
        .isInstanceOf(RunFolderException.class);

    assertThat(recorded()).isEmpty();
    assertThat(begun(restart())).isNotEmpty(); // Nobody is kept out.
  }

  @Test
  default void shouldKnowWhichRunHasStoppedOrStartedTheClusterSince() {
    String first = begun(restart(), new JournalEntry.Intended(Servers.NOW, "01-stop-app"));
    assertThat(journals().overtakenBy(first)).isEmpty();

    begun(restart());
    begun(
        of(RestartRequest.of(Stage.SMOKE_TEST), Servers.NOW),
        new JournalEntry.Intended(Servers.NOW, "01-smoketest-app"));
    assertThat(journals().overtakenBy(first)).isEmpty();

    String later = begun(restart(), new JournalEntry.Intended(Servers.NOW, "01-stop-app"));
    assertThat(journals().overtakenBy(first))
        .hasValueSatisfying(text -> assertThat(text).contains(later));
    assertThat(journals().overtakenBy(later)).isEmpty();
  }

  @Test
  default void shouldHaveAFolderForEachStepBelowItsOwn() {
    try (RunJournal journal = journals().begin(restart())) {
      Path step = journal.stepFolder("01-stop-app");

      assertThat(step).startsWithRaw(journals().folder().resolve(journal.runId()));
      assertThat(journal.stepFolder("01-stop-app")).isEqualTo(step);
      assertThat(journal.stepFolder("02-stop-canary")).isNotEqualTo(step);
    }
  }

  @Test
  default void shouldSayThatAnEntryCannotBeWrittenAndNotHaveIt() {
    JournalEntry written = new JournalEntry.Intended(Servers.NOW, "01-stop-app");
    String runId;
    try (RunJournal journal = journals().begin(restart())) {
      runId = journal.runId();
      journal.append(written);
      breakDisk();

      assertThatThrownBy(() -> journal.append(new JournalEntry.Done(Servers.NOW, "01-stop-app")))
          .isInstanceOf(RunFolderException.class);
      assertThat(journal.entries()).containsExactly(written);
      journal.keep(RestartReport.refused(List.of()));
    }
    mendDisk();

    try (RunJournal again = journals().reopen(runId)) {
      assertThat(again.entries()).containsExactly(written);
    }
  }

  @Test
  default void shouldSayThatARunCannotBeRecordedAndKeepNobodyOut() {
    breakDisk();
    assertThatThrownBy(() -> journals().begin(restart())).isInstanceOf(RunFolderException.class);
    mendDisk();

    String runId = begun(restart());

    assertThat(journals().has(runId)).isTrue();
    assertThat(recorded()).containsExactly(runId);
  }

  private String begun(RunRecord record, JournalEntry... entries) {
    try (RunJournal journal = journals().begin(record)) {
      List.of(entries).forEach(journal::append);
      return journal.runId();
    }
  }

  private static RunRecord restart() {
    return at(Servers.NOW);
  }

  private static RunRecord at(Instant startedAt) {
    return of(RestartRequest.of(Stage.STOP, Stage.RESTART), startedAt);
  }

  private static RunRecord of(RestartRequest request, Instant startedAt) {
    Server app = Servers.server("app1", "app");
    Step step =
        new Step(
            "01-stop-app",
            Path.of("/p/stopservices.yaml"),
            "Stop",
            "app",
            List.of(app),
            Optional.empty(),
            Set.of());
    return new RunRecord(
        request, new Plan(List.of(step), List.of()), Servers.running(app), "all: {}", startedAt);
  }
}
