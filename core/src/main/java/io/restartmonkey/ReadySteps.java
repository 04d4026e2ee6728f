package io.restartmonkey;

import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.PreparedRun;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.playbook.RunHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps whose runs are made ready before it is their turn. For one thread. */
final class ReadySteps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadySteps.class);

  /** Each one that waits may be a process of some 30 MB. */
  private static final int MAX_STEPS = 4;

  private final PlaybookRunner runner;
  private final Function<Step, PlaybookRun> runs;
  private final Map<String, PreparedRun> prepared = new HashMap<>();

  ReadySteps(PlaybookRunner runner, Function<Step, PlaybookRun> runs) {
    this.runner = runner;
    this.runs = runs;
  }

  /** Has a step made ready, if it is not already and there are not too many. */
  void prepare(Step step) {
    if (prepared.size() >= MAX_STEPS || prepared.containsKey(step.id())) {
      return;
    }
    try {
      prepared.put(step.id(), runner.prepare(runs.apply(step)));
    } catch (RunFolderException | AnsibleUnavailableException e) {
      LOG.debug("{} is not made ready; its run will say why", step.id(), e);
    }
  }

  /** Begins a step, whether it was made ready or not. Why it cannot begin is its outcome. */
  RunHandle begin(Step step, Consumer<PlaybookEvent> events) {
    try {
      return Optional.ofNullable(prepared.remove(step.id()))
          .map(ready -> ready.begin(events))
          .orElseGet(() -> runner.begin(runs.apply(step), events));
    } catch (RuntimeException e) {
      return new RunHandle(CompletableFuture.failedFuture(e), () -> {});
    }
  }

  /** Drops those whose turn has not come. */
  @Override
  public void close() {
    prepared.values().forEach(PreparedRun::close);
    prepared.clear();
  }
}
