package io.restartmonkey.ansible;

import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Supervises one run from its start to its end. It passes events on as they come. It ends the run's
 * processes past the deadline, or when the thread is interrupted. For one use.
 */
final class RunSupervisor {
  private static final Duration TICK = Duration.ofMillis(50);

  private final PlaybookRun run;
  private final RunFiles files;
  private final Consumer<PlaybookEvent> events;
  private final OutcomeOf outcome;
  private final EventFile eventFile;

  RunSupervisor(PlaybookRun run, RunFiles files, Consumer<PlaybookEvent> events) {
    this.run = run;
    this.files = files;
    this.events = events;
    this.outcome = new OutcomeOf(run.targets());
    this.eventFile = new EventFile(files.events());
  }

  /** Starts the process of a run. */
  interface Start {
    Execution execution() throws IOException;
  }

  /** Starts the run, waits for its end, and says how it ended. */
  PlaybookOutcome supervise(Start start) {
    long begun = System.nanoTime();
    Execution execution = started(start);
    Optional<Supplier<PlaybookOutcome>> cut = awaitEnd(execution, begun);
    if (cut.isPresent()) {
      execution.end();
    }
    passEventsOn();
    return cut.orElse(() -> ended(execution)).get();
  }

  private Execution started(Start start) {
    try {
      return start.execution();
    } catch (IOException e) {
      throw files.unwritableOutput(e);
    }
  }

  /** The outcome of a run that must be ended before its end, as of then; empty if it has ended. */
  private Optional<Supplier<PlaybookOutcome>> awaitEnd(Execution execution, long begun) {
    try {
      while (!execution.endsWithin(TICK)) {
        passEventsOn();
        if (System.nanoTime() - begun > run.deadline().toNanos()) {
          String unfinished = outcome.unfinished();
          return Optional.of(() -> late(unfinished));
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(outcome::interrupted);
    }
  }

  private void passEventsOn() {
    for (PlaybookEvent event : eventFile.next()) {
      outcome.take(event);
      events.accept(event);
    }
  }

  /** A run that came to its end, and whose process did not, is not late. */
  private PlaybookOutcome late(String unfinished) {
    return outcome.isEnded()
        ? outcome.exited(0, () -> "")
        : outcome.late(run.deadline(), unfinished);
  }

  /** Of a run whose exit code nobody saw, the events tell. */
  private PlaybookOutcome ended(Execution execution) {
    OptionalInt exitCode = execution.exitCode();
    PlaybookOutcome judged =
        exitCode.isPresent() || outcome.isEnded()
            ? outcome.exited(exitCode.orElse(0), () -> AnsibleReason.ofRefusal(files.lastOutput()))
            : outcome.cutOff("the process that it ran in was killed");
    if (judged instanceof PlaybookOutcome.NotStarted) {
      files.noteThatItWasRefused();
    } else if (judged instanceof PlaybookOutcome.CutOff) {
      execution.end(); // Its workers go on without it.
    }
    return AnsibleReason.explained(judged, files::lastOutput);
  }
}
