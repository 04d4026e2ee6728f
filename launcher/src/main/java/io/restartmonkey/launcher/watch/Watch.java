package io.restartmonkey.launcher.watch;

import com.google.common.base.Ticker;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.inventory.SshPorts;
import io.restartmonkey.inventory.TemplateException;
import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.launcher.alert.AlertNotifier;
import io.restartmonkey.launcher.alert.AlertNotifiers;
import io.restartmonkey.launcher.config.MonitorSettings;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.setting.MonitorKeys;
import io.restartmonkey.launcher.view.TickView;
import io.restartmonkey.monitor.Monitor;
import io.restartmonkey.monitor.MonitorLoop;
import io.restartmonkey.monitor.MonitorPorts;
import io.restartmonkey.monitor.PlaybookTrafficReader;
import io.restartmonkey.plan.Step;
import io.restartmonkey.probe.SocketProber;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.redis.RedisPauses;
import io.restartmonkey.redis.RedisRegistry;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.StepReport;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.Prober;
import io.restartmonkey.spi.RunLoop;
import io.restartmonkey.spi.Sleeper;
import io.restartmonkey.spi.TrafficReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.UnifiedJedis;

/** The watch over one cluster, from its beginning to its end, with threads of its own. */
public final class Watch {
  /** Lets the calling thread sleep. */
  static final Sleeper THREAD_SLEEP = pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos());

  private final Session session;
  private final String cluster;
  private final MonitorPolicy policy;
  private final TickView view;
  private final Semaphore leads;

  /**
   * A watch that has not begun.
   *
   * @param leads the clusters that this process may still lead
   */
  public Watch(Session session, TickView view, Semaphore leads) {
    this.session = session;
    this.cluster = session.settings().get(GeneralKeys.CLUSTER);
    this.policy = MonitorSettings.policy(session.settings());
    this.view = view;
    this.leads = leads;
  }

  String cluster() {
    return cluster;
  }

  /**
   * Who hears of alerts.
   *
   * @throws io.restartmonkey.launcher.config.ConfigException if that is not rightly set
   */
  AlertNotifier notifier() {
    return AlertNotifiers.of(
        session.settings(), session.console().environment(), line -> view.say(cluster, line));
  }

  /**
   * Watches until the calling thread is interrupted; a step that runs then may finish.
   *
   * @param begun told of each look, once it was taken
   */
  @SuppressWarnings("try") // The lock is held, and nothing else.
  public void run(Runnable begun) {
    MonitorFolder folder = new MonitorFolder(session.runs());
    ScheduledExecutorService worker =
        Executors.newSingleThreadScheduledExecutor(named("treatment of " + cluster, false));
    ExecutorService probing = Executors.newSingleThreadExecutor(named("probing", true));
    try (Closeable lock = folder.lock();
        AlertNotifier notifier = notifier()) {
      RestartMonkey monkey =
          session.monkey(session.source(Optional.empty()), new Steps(), session.sharedRuns());
      Monitor monitor = new Monitor(monkey, policy, ports(folder, notifier, worker, probing));
      new MonitorLoop(
              monitor,
              policy.health().interval(),
              THREAD_SLEEP,
              tick -> {
                view.show(cluster, tick);
                begun.run();
              })
          .run();
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

  private MonitorPorts ports(
      MonitorFolder folder,
      AlertNotifier notifier,
      ScheduledExecutorService worker,
      ExecutorService probing) {
    UnifiedJedis redis = session.redis().client();
    return MonitorPorts.builder()
        .source(new RedisClusterSource(redis, cluster))
        .registry(new RedisRegistry(redis, cluster))
        .prober(prober())
        .traffic(trafficReader(folder))
        .lease(session.redis())
        .leadership(leadership())
        .intents(session.redis().intents())
        .machine(session.machine())
        .pauses(new RedisPauses(redis, cluster, Clock.systemUTC()))
        .records(folder)
        .alerts(notifier)
        .worker(RunLoop.on(worker))
        .probing(probing)
        .clock(Clock.systemUTC())
        .ticker(Ticker.systemTicker())
        .build();
  }

  private Prober prober() {
    Settings settings = session.settings();
    return new SocketProber(
        this::sshPort,
        settings.get(MonitorKeys.APP_PORT),
        Set.copyOf(settings.get(MonitorKeys.SERVICES)),
        SocketProber.DEFAULT_TIMEOUT);
  }

  private TrafficReader trafficReader(MonitorFolder folder) {
    return new PlaybookTrafficReader(
        session.ansible().runner(), session.content(), () -> folder.emptied("traffic"));
  }

  private Leadership leadership() {
    return Leadership.by(
        new RedisLease(session.redis().client(), cluster, RedisLease.Holder.LEADER),
        session.machine(),
        leads);
  }

  /** As the template says now; one that cannot be read is told of by every run. */
  private OptionalInt sshPort(Server server) {
    int usual = session.settings().get(MonitorKeys.SSH_PORT);
    try {
      return new SshPorts(InventoryTemplate.read(session.content().template()), usual).of(server);
    } catch (TemplateException e) {
      return OptionalInt.of(usual);
    }
  }

  /** Says what is begun and how it ends. */
  private final class Steps implements RunListener {
    @Override
    public void stepStarted(Step step) {
      view.say(cluster, "begun: " + step.play());
    }

    @Override
    public void stepEnded(StepReport report) {
      view.say(
          cluster,
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
