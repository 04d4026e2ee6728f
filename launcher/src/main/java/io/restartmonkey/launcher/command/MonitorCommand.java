package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.progress.Terminal;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.signal.OsSignal;
import io.restartmonkey.launcher.view.TickView;
import io.restartmonkey.launcher.watch.Watch;
import io.restartmonkey.launcher.watch.Watches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Watches one cluster, or several, until it is told to stop. */
@Command(
    name = "monitor",
    description =
        "Watch the cluster: restart servers that hang or burn CPU, with their traffic moved away first. Runs until Ctrl-C, SIGTERM, or the end of its terminal; a running step finishes first.")
final class MonitorCommand extends Subcommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "A file with settings for each cluster to watch; default: the file of --config.")
  List<Path> files = List.of();

  @Option(
      names = "--lead-at-most",
      paramLabel = "NUMBER",
      description =
          "Lead at most this many clusters, so that several processes share them; default: all.")
  int most = Integer.MAX_VALUE;

  @Override
  public Integer call() {
    if (most < 1) {
      throw ConfigException.ofFlag("--lead-at-most " + most, "must be 1 or more");
    }
    TickView view =
        new TickView(
            console().out(),
            Terminal.ofStandardOutput(console().environment()).isLive(),
            files.size() > 1);
    Semaphore leads = new Semaphore(most);
    if (files.size() > 1) {
      Watches watches =
          new Watches(files, file -> new Watch(warmedUp(root().another(file)), view, leads), view);
      runUntilTold(watches::run, view);
    } else {
      Session session = files.isEmpty() ? root().session() : root().sessionOf(files.get(0));
      Watch watch = new Watch(warmedUp(session), view, leads);
      runUntilTold(() -> watch.run(() -> {}), view);
    }
    return Exit.DONE;
  }

  private static Session warmedUp(Session session) {
    session.ansible().warmUp();
    return session;
  }

  private static void runUntilTold(Runnable watches, TickView view) {
    List<OsSignal> heard = hearStopSignals(view);
    try {
      watches.run();
    } finally {
      heard.forEach(MonitorCommand::release);
    }
  }

  /** From now on each signal to stop interrupts this thread. */
  private static List<OsSignal> hearStopSignals(TickView view) {
    Thread thread = Thread.currentThread();
    List<OsSignal> heard = new ArrayList<>();
    for (String name : List.of("INT", "TERM", "HUP")) {
      try {
        heard.add(
            OsSignal.hear(
                name,
                number -> {
                  view.say("restart-monkey: stopping when the running step has ended");
                  thread.interrupt();
                }));
      } catch (ReflectiveOperationException e) {
        view.say("restart-monkey: SIG" + name + " is not heard: " + e.getMessage());
      }
    }
    return heard;
  }

  private static void release(OsSignal signal) {
    try {
      signal.release();
    } catch (ReflectiveOperationException e) {
      // It stays with us until the end, which is near.
    }
  }
}
