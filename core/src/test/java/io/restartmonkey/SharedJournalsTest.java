package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fake.InMemoryIntents;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.Stage;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.SharedJournals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the monitors of other machines know of runs of the whole cluster. */
class SharedJournalsTest extends RestartMonkeyFixture {
  private static final RestartRequest RESTART = RestartRequest.of(Stage.RESTART);
  private static final IncompleteRun HALF_WAY = new IncompleteRun("run-1", "here");

  private final InMemoryIntents intents = new InMemoryIntents();

  @Test
  void shouldTellThemFromTheFirstStepToTheGoodEnd() {
    List<Optional<IncompleteRun>> known = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void stepStarted(Step step) {
            known.add(intents.halfWay());
          }
        };

    shared(intents).listener(listener).build().run(RESTART);

    assertThat(known).hasSize(4).containsOnly(Optional.of(HALF_WAY));
    assertThat(intents.halfWay()).hasValue(HALF_WAY.over());
  }

  @Test
  void shouldTellThemUntilItIsGoneOnWith() {
    runner.on("restart app1,app2", RecordingRunner::failure);
    shared(intents).build().run(RESTART);
    assertThat(intents.halfWay()).hasValue(HALF_WAY);

    shared(intents).runner(new RecordingRunner()).build().resume("run-1", new StopSignal());

    assertThat(intents.halfWay()).hasValue(HALF_WAY.over());
  }

  @Test
  void shouldNotGoOnWhereARunOfAnotherMachineHasActedSince() {
    runner.on("restart app1,app2", RecordingRunner::failure);
    shared(intents).build().run(RESTART);
    intents.begun(new IncompleteRun("run-9", "there").stopped());
    RecordingRunner later = new RecordingRunner();

    RestartReport report = shared(intents).runner(later).build().resume("run-1", new StopSignal());

    assertThat(report.refusals().get(0).message()).contains("run run-9 on there has stopped");
    assertThat(later.sequence()).isEmpty();
  }

  @Test
  void shouldTellThemThatAllIsWellAfterASmokeTest() {
    intents.begun(new IncompleteRun("run-9", "there"));
    runner.on("smoketest app1,app2", RecordingRunner::failure);
    shared(intents).build().run(CHAIN);
    assertThat(intents.halfWay()).map(IncompleteRun::runId).hasValue("run-9");

    shared(intents).runner(new RecordingRunner()).build().run(CHAIN);

    assertThat(intents.halfWay()).hasValue(new IncompleteRun("run-9", "there", true));
  }

  @Test
  void shouldTellThemNothingOfARunThatTouchedNothing() {
    intents.begun(new IncompleteRun("run-9", "there"));
    lease.takenBy("somebody");

    assertThatThrownBy(() -> shared(intents).build().run(RESTART))
        .isInstanceOf(RunInProgressException.class);

    assertThat(intents.halfWay()).map(IncompleteRun::runId).hasValue("run-9");
  }

  @Test
  void shouldGoOnWhereTheyCannotBeTold() {
    Intents broken =
        new InMemoryIntents() {
          @Override
          public Optional<IncompleteRun> halfWay() {
            throw new ClusterUnreachableException("Redis is being restarted");
          }

          @Override
          public void begun(IncompleteRun run) {
            throw new ClusterUnreachableException("Redis is being restarted");
          }
        };

    assertThat(shared(broken).build().run(RESTART).isDone()).isTrue();
  }

  @Test
  void shouldNotKeepTheFolderOfRunsWhenItsMachineHasNoName() {
    SharedJournals nameless =
        new SharedJournals(
            journals,
            intents,
            () -> {
              throw new RunFolderException("the disk is full");
            });

    assertThatThrownBy(() -> builder().journals(nameless).build().run(RESTART))
        .isInstanceOf(RunFolderException.class);

    assertThat(shared(intents).build().run(RESTART).isDone()).isTrue();
  }

  private RestartMonkey.Builder shared(Intents where) {
    return builder().journals(new SharedJournals(journals, where, () -> "here"));
  }

  @Test
  void shouldTellThemThatTheClusterIsStoppedUntilItIsStarted() {
    shared(intents).build().run(RestartRequest.of(Stage.STOP));
    assertThat(intents.halfWay()).hasValue(HALF_WAY.stopped());

    shared(intents).runner(new RecordingRunner()).build().run(RESTART);

    assertThat(intents.halfWay()).map(IncompleteRun::isOver).hasValue(true);
  }
}
