package io.restartmonkey.launcher.command;

import io.restartmonkey.StopSignal;
import io.restartmonkey.launcher.progress.Progress;
import java.util.ArrayList;
import java.util.List;
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
final class Signals implements AutoCloseable {
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

  static Signals during(StopSignal stop, UnaryOperator<String> wording, Progress progress) {
    Signals signals = new Signals(stop, wording, progress);
    signals.hear("INT", signals::take);
    signals.hear("TERM", signals::take);
    signals.hear("HUP", number -> signals.goOn());
    return signals;
  }

  /** The number of the signal that asked to end everything now. */
  synchronized OptionalInt forcedBy() {
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
    progress.say(
        wording.apply(
            "the terminal is gone; the run goes on to its end. Look at it with: restart-monkey runs show "
                + progress.runId()));
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
      progress.say(
          wording.apply(
              "stopping when the running steps have ended; once more ends them now. Then go on with: restart-monkey resume "
                  + progress.runId()));
    } else {
      progress.say("ending the running steps now");
      stop.now();
    }
  }
}
