package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.PreparedRun;
import io.restartmonkey.playbook.RunHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link PlaybookRunner} does with the runs that it begins. */
@ContractOf({PlaybookRunner.class, PreparedRun.class})
public interface PlaybookRunsContract {

  /** The runner; no run has begun at first. */
  PlaybookRunner runner();

  /** A run on these servers that ends well. */
  PlaybookRun good(String... targets) throws Exception;

  /** A run on these servers that fails. */
  PlaybookRun bad(String... targets) throws Exception;

  /** A run on these servers that takes longer than a test. */
  PlaybookRun endless(String... targets) throws Exception;

  /** The folder of all runs. */
  Path runs();

  /** Lets time pass until this is done, if nobody else does. */
  void await(CompletableFuture<?> done);

  @Test
  default void shouldNameEveryTargetAndNobodyElse() throws Exception {
    PlaybookOutcome good = outcomeOf(begin(good("app1", "app2"), new ArrayList<>()));
    PlaybookOutcome bad = outcomeOf(begin(bad("app2"), new ArrayList<>()));

    assertThat(good).isInstanceOf(PlaybookOutcome.Succeeded.class);
    assertThat(good.hosts()).containsOnlyKeys("app1", "app2");
    assertThat(good.hosts().values()).allMatch(host -> host.isOk());
    assertThat(bad).isInstanceOf(PlaybookOutcome.Failed.class);
    assertThat(bad.hosts()).containsOnlyKeys("app2");
    assertThat(bad.hosts().values()).noneMatch(host -> host.isOk());
  }

  @Test
  default void shouldTellOfTheEndOfARunBeforeItsOutcome() throws Exception {
    for (PlaybookRun run : List.of(good("app1", "app2"), bad("app1", "app2"))) {
      List<PlaybookEvent> events = Collections.synchronizedList(new ArrayList<>());
      RunHandle handle = begin(run, events);
      CompletableFuture<List<PlaybookEvent>> before =
          handle.outcome().thenApply(how -> List.copyOf(events)).toCompletableFuture();
      await(before);

      assertThat(before.join()).isNotEmpty().isEqualTo(events);
      assertThat(before.join().get(before.join().size() - 1))
          .isInstanceOfSatisfying(
              PlaybookEvent.Ended.class,
              end -> assertThat(end.hosts()).containsOnlyKeys("app1", "app2"));
    }
  }

  @Test
  default void shouldComeToAnOutcomeWhenItIsEnded() throws Exception {
    List<PlaybookEvent> events = Collections.synchronizedList(new ArrayList<>());
    RunHandle handle = begin(endless("app1", "app2"), events);
    assertThat(handle.outcome().toCompletableFuture()).isNotDone();

    handle.end().run();
    PlaybookOutcome outcome = outcomeOf(handle);
    handle.end().run();

    assertThat(outcome).isInstanceOf(PlaybookOutcome.CutOff.class);
    assertThat(outcome.hosts()).containsOnlyKeys("app1", "app2");
    assertThat(events).noneMatch(PlaybookEvent.Ended.class::isInstance);
    assertThat(runner().leftovers(runs())).isEmpty();
  }

  @Test
  default void shouldLeaveNothingOfARunThatHasEnded() throws Exception {
    assertThat(runner().leftovers(runs())).isEmpty();

    outcomeOf(begin(good("app1"), new ArrayList<>()));

    assertThat(runner().leftovers(runs())).isEmpty();
  }

  @Test
  default void shouldRunWhatItHasMadeReady() throws Exception {
    for (PlaybookRun run : List.of(good("app1", "app2"), bad("app2"))) {
      List<PlaybookEvent> events = Collections.synchronizedList(new ArrayList<>());
      try (PreparedRun prepared = runner().prepare(run)) {
        PlaybookOutcome outcome = outcomeOf(prepared.begin(events::add));

        assertThat(outcome.hosts()).containsOnlyKeys(run.targets().toArray(String[]::new));
        assertThat(outcome.isSuccess()).isEqualTo(run.targets().size() == 2);
        assertThat(events.get(events.size() - 1)).isInstanceOf(PlaybookEvent.Ended.class);
      }
    }
    assertThat(runner().leftovers(runs())).isEmpty();
  }

  @Test
  default void shouldLeaveNothingOfAPreparedRunThatIsDropped() throws Exception {
    PlaybookRun run = good("app1");
    PreparedRun prepared = runner().prepare(run);
    prepared.close();
    prepared.close();

    assertThat(runner().leftovers(runs())).isEmpty();
    assertThat(runner().recover(run)).isEmpty();
  }

  @Test
  default void shouldRecoverNothingOfARunThatNeverBegan() throws Exception {
    assertThat(runner().recover(good("app1"))).isEmpty();
  }

  @Test
  default void shouldNameEveryServerThatItLogsInTo() throws Exception {
    PlaybookRun run = good("app1", "app2");
    RunHandle all = reach(run);
    PlaybookOutcome outcome = outcomeOf(all);
    RunHandle ended = reach(run);
    ended.end().run();

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(run.inventory().servers()).extracting(Server::name).contains("app1", "app2");
    assertThat(outcome.hosts())
        .containsOnlyKeys(
            run.inventory().servers().stream().map(Server::name).toArray(String[]::new));
    assertThat(outcomeOf(ended).hosts()).containsOnlyKeys(outcome.hosts().keySet());
  }

  private RunHandle reach(PlaybookRun run) {
    Path folder = Objects.requireNonNull(run.playbook().getParent());
    return runner()
        .beginReach(
            run.inventory(),
            folder,
            Map.of(),
            Map.of(
                folder,
                "- {hosts: all, gather_facts: false, tasks: [{ansible.builtin.ping: }]}\n"));
  }

  private RunHandle begin(PlaybookRun run, List<PlaybookEvent> events) {
    return runner().begin(run, events::add);
  }

  private PlaybookOutcome outcomeOf(RunHandle handle) {
    CompletableFuture<PlaybookOutcome> outcome = handle.outcome().toCompletableFuture();
    await(outcome);
    assertThat(outcome).isCompleted();
    return outcome.join();
  }
}
