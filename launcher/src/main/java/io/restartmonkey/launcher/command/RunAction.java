package io.restartmonkey.launcher.command;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.journal.ReportJson;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.progress.OneLine;
import io.restartmonkey.launcher.progress.Progress;
import io.restartmonkey.launcher.progress.Terminal;
import io.restartmonkey.launcher.progress.Timeline;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.signal.Signals;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.StopSignal;
import io.restartmonkey.spi.ClusterSource;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/** Performs a run: shows how it goes on, obeys signals, and says what became of it. */
final class RunAction {
  private static final int MAX_MESSAGE_LENGTH = 1000;
  private static final String NEXT = ". Continue with: ";

  private final Session session;
  private final Output output;

  /**
   * @param session what it runs with
   * @param output how the report is printed
   */
  RunAction(Session session, Output output) {
    this.session = session;
    this.output = output;
  }

  /** Performs {@code what}; returns the exit code. */
  int perform(ClusterSource source, BiFunction<RestartMonkey, StopSignal, RestartReport> what) {
    session.ansible().warmUp();
    Console console = session.console();
    StopSignal stop = new StopSignal();
    Progress progress = Progress.on(console.err(), Terminal.ofStandardError(console.environment()));
    try (Signals signals = Signals.during(stop, Console::oneLine, progress)) {
      RestartReport report =
          what.apply(session.monkey(source, progress, session.sharedRuns()), stop);
      progress.close();
      print(report);
      OptionalInt forced = signals.forcedBy();
      return forced.isPresent() && report.status() == RestartReport.Status.STOPPED
          ? Exit.SIGNAL + forced.getAsInt()
          : Exit.of(report);
    } finally {
      progress.close();
    }
  }

  private void print(RestartReport report) {
    Console console = session.console();
    if (output == Output.json) {
      console.out().print(ReportJson.write(report));
    } else if (!report.steps().isEmpty()) {
      boolean bars = Terminal.ofStandardOutput(console.environment()).isLive();
      Timeline.of(report, bars).forEach(line -> console.out().println(OneLine.of(line)));
    }
    console.out().flush();
    report.refusals().forEach(refusal -> console.say("refused: " + refusal.message()));
    console.say(shortened(report.message()));
  }

  /** Cuts out of the middle, so that the command at the end stays. */
  private static String shortened(String message) {
    int next = message.lastIndexOf(NEXT);
    return message.length() <= MAX_MESSAGE_LENGTH || next < MAX_MESSAGE_LENGTH
        ? message
        : message.substring(0, MAX_MESSAGE_LENGTH) + "…" + message.substring(next);
  }
}
