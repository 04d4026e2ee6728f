package io.restartmonkey.monitor;

import static io.restartmonkey.fake.Servers.server;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.fake.InMemoryIntents;
import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.fake.InMemoryPauses;
import io.restartmonkey.fake.InMemoryRecords;
import io.restartmonkey.fake.InlineLoop;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.ScriptedCluster;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.health.Alert;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.TrafficReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Walks a monitor through virtual time; servers are treated by scripts instead of Ansible. */
abstract class MonitoredCluster {
  /** As the default, but quick to judge CPU. */
  static final MonitorPolicy POLICY = quick();

  static final Duration INTERVAL = POLICY.health().interval();

  @TempDir Path folder;
  final VirtualTime time = new VirtualTime();
  final ScriptedCluster cluster =
      new ScriptedCluster(
          time,
          server("redis1", "redis"),
          server("proxy1", "proxy"),
          server("app1", "app"),
          server("app2", "app"),
          server("canary1", "canary"));
  final RecordingRunner runner = new RecordingRunner();
  final InMemoryJournals journals = new InMemoryJournals();
  final InMemoryLease lease = new InMemoryLease();
  final InMemoryLease leaders = new InMemoryLease();
  final InMemoryIntents intents = new InMemoryIntents();
  final InMemoryRecords records = new InMemoryRecords();
  final List<String> alerts = new ArrayList<>();
  final List<String> done = new ArrayList<>();
  final InMemoryPauses pauses = new InMemoryPauses(time);
  TrafficReader proxies = TrafficReader.NONE;
  Consumer<Action> effect = action -> cluster.boot(action.server());

  @BeforeEach
  void writeContent() throws IOException {
    Files.writeString(
        folder.resolve("template.yaml"), "all: {children: {redis: , app: , canary: , proxy: }}");
  }

  private static MonitorPolicy quick() {
    return MonitorPolicy.builder()
        .health(HealthPolicy.builder().samples(10).needed(8).cpuGrace(Duration.ZERO).build())
        .build();
  }

  Monitor monitor() {
    runner.atOnce();
    RestartMonkey monkey =
        RestartMonkey.builder()
            .source(cluster)
            .content(Content.in(folder, folder.resolve("template.yaml")))
            .runner(runner)
            .journals(journals)
            .lease(lease)
            .clock(time)
            .isLocal(server -> false)
            .listener(new Effects())
            .build();
    return new Monitor(
        monkey,
        POLICY,
        MonitorPorts.builder()
            .source(cluster)
            .registry(cluster)
            .prober(cluster)
            .traffic(proxies)
            .lease(lease)
            .leadership(Leadership.by(leaders, "here"))
            .intents(intents)
            .machine("here")
            .pauses(pauses)
            .records(records)
            .alerts(alert -> alerts.add(words(alert)))
            .worker(new InlineLoop())
            .probing(Runnable::run)
            .clock(time)
            .ticker(cluster.ticker())
            .build());
  }

  private static String words(Alert alert) {
    return alert.kind() + " " + alert.condition().key();
  }

  Tick ticks(Monitor monitor, int number) {
    Tick last = null;
    for (int i = 0; i < number; i++) {
      cluster.pass(INTERVAL);
      last = monitor.tick();
    }
    return Objects.requireNonNull(last);
  }

  /** What a treatment does to the cluster, and what is remembered of it. */
  private final class Effects implements RunListener {
    @Override
    public void runEnded(RestartReport report) {
      Action action = ((Job.Treatment) journals.newestRecord().request().job()).action();
      done.add(action.remedy() + " " + action.server());
      if (report.isDone()) {
        effect.accept(action);
      }
      records.add(
          new Treatment(
              action.server(),
              action.remedy(),
              time.instant(),
              time.instant(),
              report.isDone() ? Optional.empty() : Optional.of(FailureCause.SERVER),
              action.remedy() == Remedy.REPLACE && !report.isDone()
                  ? Optional.of(action.server() + "-2")
                  : Optional.empty(),
              ""));
    }
  }
}
