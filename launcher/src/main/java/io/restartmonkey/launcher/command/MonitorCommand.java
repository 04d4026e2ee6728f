package io.restartmonkey.launcher.command;

import com.google.common.base.Ticker;
import io.restartmonkey.Intents;
import io.restartmonkey.Leadership;
import io.restartmonkey.Monitor;
import io.restartmonkey.MonitorLoop;
import io.restartmonkey.MonitorPorts;
import io.restartmonkey.PlaybookTrafficReader;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.RunListener;
import io.restartmonkey.RunLoop;
import io.restartmonkey.SharedJournals;
import io.restartmonkey.StepReport;
import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.launcher.config.Key;
import io.restartmonkey.launcher.config.MonitorSettings;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.monitor.Messenger;
import io.restartmonkey.launcher.monitor.Messengers;
import io.restartmonkey.launcher.monitor.TickView;
import io.restartmonkey.launcher.progress.Terminal;
import io.restartmonkey.monitor.MonitorPolicy;
import io.restartmonkey.plan.Step;
import io.restartmonkey.probe.SocketProber;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisIntents;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisPauses;
import io.restartmonkey.redis.RedisRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Watches the cluster until it is told to stop. */
@Command(
    name = "monitor",
    description =
        "Watch the cluster: restart servers that hang or burn CPU, without losing a request. Runs until Ctrl-C or SIGTERM, which lets a running step finish.")
final class MonitorCommand extends Subcommand {

  @Override
  @SuppressWarnings("try") // The lock is held, and nothing else.
  public Integer call() {
    Session session = root().session();
    MonitorPolicy policy = MonitorSettings.policy(session.settings());
    session.ansible().warmUp();
    TickView view =
        new TickView(console().out(), Terminal.ofStandardOutput(console().environment()).isLive());
    MonitorFolder folder = new MonitorFolder(session.runs());
    ScheduledExecutorService worker =
        Executors.newSingleThreadScheduledExecutor(named("treatment", false));
    ExecutorService probing = Executors.newSingleThreadExecutor(named("probing", true));
    try (Closeable lock = folder.lock();
        Messenger messenger =
            Messengers.of(session.settings(), console().environment(), view::say)) {
      RestartMonkey monkey =
          session.monkey(
              session.source(Optional.empty()),
              new Steps(view),
              new SharedJournals(session.runs(), intents(session), session.machine()));
      Monitor monitor =
          new Monitor(monkey, policy, ports(session, folder, messenger, worker, probing));
      runUntilTold(
          new MonitorLoop(
              monitor,
              policy.health().interval(),
              pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()),
              view),
          view);
      return Exit.DONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      worker.shutdownNow(); // The monitor has waited for what ran there.
      probing.shutdownNow();
    }
  }

  private static ThreadFactory named(String name, boolean daemon) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(daemon);
      return thread;
    };
  }

  private static Intents intents(Session session) {
    return new RedisIntents(session.redis().client(), session.settings().get(Key.CLUSTER).text());
  }

  private static MonitorPorts ports(
      Session session,
      MonitorFolder folder,
      Messenger messenger,
      ScheduledExecutorService worker,
      ExecutorService probing) {
    Settings settings = session.settings();
    String cluster = settings.get(Key.CLUSTER).text();
    return new MonitorPorts(
        new RedisClusterSource(session.redis().client(), cluster),
        new RedisRegistry(session.redis().client(), cluster),
        new SocketProber(
            settings.number(Key.MONITOR_SSH_PORT),
            settings.number(Key.MONITOR_APP_PORT),
            Set.copyOf(settings.list(Key.MONITOR_SERVICES)),
            SocketProber.DEFAULT_TIMEOUT),
        new PlaybookTrafficReader(
            session.ansible().runner(), session.content(), () -> folder.emptied("traffic")),
        session.redis(),
        Leadership.by(
            new RedisLease(session.redis().client(), cluster, RedisLease.Holder.LEADER),
            session.machine()),
        intents(session),
        session.machine(),
        new RedisPauses(session.redis().client(), cluster, Clock.systemUTC()),
        folder,
        messenger,
        RunLoop.on(worker),
        probing,
        Clock.systemUTC(),
        Ticker.systemTicker());
  }

  private static void runUntilTold(MonitorLoop loop, TickView view) {
    Thread thread = Thread.currentThread();
    List<OsSignal> heard = new ArrayList<>();
    for (String name : List.of("INT", "TERM")) {
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
    try {
      loop.run();
    } finally {
      for (OsSignal signal : heard) {
        try {
          signal.release();
        } catch (ReflectiveOperationException e) {
          // It stays with us until the end, which is near.
        }
      }
    }
  }

  /** Says what is begun and how it ends. */
  private record Steps(TickView view) implements RunListener {
    @Override
    public void stepStarted(Step step) {
      view.say("begun: " + step.play());
    }

    @Override
    public void stepEnded(StepReport report) {
      view.say(
          "%s: %s%s"
              .formatted(
                  report.status() == StepReport.Status.DONE ? "done" : "failed",
                  report.step().play(),
                  report.status() == StepReport.Status.DONE
                      ? " (%.1f s)".formatted(report.elapsed().toMillis() / 1000.0)
                      : ": " + Console.oneLine(report.outcome().map(o -> o.summary()).orElse(""))));
    }
  }
}
