package io.restartmonkey.launcher.signal;

import io.restartmonkey.launcher.progress.Progress;
import io.restartmonkey.launcher.term.Invocation;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.term.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears Ctrl-C, SIGTERM and the end of the terminal during a run.
 *
 * <ol>
 *   <li>The first Ctrl-C or SIGTERM lets running steps finish, the second ends them.
 *   <li>The end of the terminal (SIGHUP) stops nothing: a lost connection must not leave a cluster
 *       stopped half-way. The journal has what is printed no more.
 * </ol>
 */
public final class Signals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final StopSignal stop;
  private final UnaryOperator<String> wording;
  private final Progress progress;
  private final List<OsSignal> heard = new ArrayList<>();
  private OptionalInt forcedBy = OptionalInt.empty();

  private Signals(StopSignal stop, UnaryOperator<String> wording, Progress progress) {
    this.stop = stop;
    this.wording = wording;
    this.progress = progress;
  }

  public static Signals during(StopSignal stop, UnaryOperator<String> wording, Progress progress) {
    Signals signals = new Signals(stop, wording, progress);
    signals.hear("INT", signals::take);
    signals.hear("TERM", signals::take);
    signals.hear("HUP", number -> signals.goOn());
    return signals;
  }

  /** The number of the signal that asked to end everything now. */
  public synchronized OptionalInt forcedBy() {
    return forcedBy;
  }

  @Override
  public void close() {
    for (OsSignal signal : heard) {
      try {
        signal.release();
      } catch (ReflectiveOperationException e) {
        LOG.debug("a signal stays with us", e);
      }
    }
  }

  private void hear(String name, IntConsumer hearer) {
    try {
      heard.add(OsSignal.hear(name, hearer));
    } catch (ReflectiveOperationException e) {
      // The JVM was told to leave signals alone (-Xrs): then they end it, as without us.
      LOG.debug("SIG{} is not heard", name, e);
    }
  }

  private void goOn() {
    progress.say(wording.apply(goingOn(progress.runId())));
  }

  private void take(int number) {
    boolean first;
    synchronized (this) {
      first = stop.level() == StopSignal.Level.NONE;
      if (!first) {
        forcedBy = OptionalInt.of(number);
      }
    }
    if (first) {
      stop.afterRunningSteps();
      progress.say(wording.apply(stopping(progress.runId())));
    } else {
      progress.say(progress.runId().isPresent() ? "ending the running steps now" : "ending now");
      stop.now();
    }
  }

  /** What is said when the terminal is gone; a run that is not known yet is found in the list. */
  static String goingOn(Optional<String> runId) {
    return "the terminal is gone; the run goes on to its end. Look at it with: "
        + runId.map(id -> Invocation.of("runs", "show", id)).orElseGet(Command.LIST_RUNS::with);
  }

  /** What is said to the first request; before a run is known, none of its steps can run. */
  static String stopping(Optional<String> runId) {
    return runId
        .map(
            id ->
                "stopping when the running steps have ended; once more ends them now. Then continue with: "
                    + Command.RESUME.with(id))
        .orElse("stopping; this command has begun no step yet, so it has touched nothing");
  }
}
