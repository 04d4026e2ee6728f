package io.restartmonkey.launcher.session;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.journal.StateFile;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.setting.ContentKeys;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.setting.RunKeys;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.SharedJournals;
import io.restartmonkey.term.Option;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One call of the program: its settings, and core put together by them. */
public final class Session implements AutoCloseable {
  private final Console console;
  private final Settings settings;
  private final Redis redis;
  private final Ansible ansible;

  /**
   * One call; it has not connected to Redis yet.
   *
   * @param console what it prints to
   * @param settings its settings
   * @param ansible Ansible, not yet started
   */
  public Session(Console console, Settings settings, Ansible ansible) {
    this.console = console;
    this.settings = settings;
    this.redis = new Redis(settings);
    this.ansible = ansible;
  }

  /** What it prints to. */
  public Console console() {
    return console;
  }

  /** Its settings. */
  public Settings settings() {
    return settings;
  }

  /** Redis, as the settings describe it. */
  public Redis redis() {
    return redis;
  }

  /** Ansible, as the settings describe it. */
  public Ansible ansible() {
    return ansible;
  }

  /** Ends what was started. */
  @Override
  public void close() {
    ansible.close();
  }

  /**
   * Where the cluster's state is read from.
   *
   * @param state a state file instead of Redis
   */
  public ClusterSource source(Optional<Path> state) {
    return state.<ClusterSource>map(OfThisCluster::new).orElse(redis);
  }

  /** What can be believed of a snapshot on this machine: loopback is no server's address. */
  public ClusterSnapshot believed(ClusterSnapshot snapshot) {
    return settings.get(GeneralKeys.ALLOW_LOCAL)
        ? snapshot
        : snapshot.refusing(
            Server::isLoopback,
            "its address is loopback, which is this machine; set "
                + Option.LOCAL_ALLOWED
                + ", or register one where SSH finds the server");
  }

  public RestartMonkey monkey(ClusterSource source, RunListener listener) {
    return monkey(source, listener, runs());
  }

  public RestartMonkey monkey(ClusterSource source, RunListener listener, RunJournals journals) {
    return RestartMonkey.builder()
        .source(new Believed(source))
        .content(content())
        .runner(ansible.runner())
        .journals(journals)
        .lease(redis)
        .listener(listener)
        .build();
  }

  public Content content() {
    Map<Stage, Path> playbooks = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      playbooks.put(stage, settings.get(ContentKeys.PLAYBOOKS).resolve(stage.playbook()));
    }
    return new Content(
        playbooks,
        settings.get(ContentKeys.TEMPLATE),
        settings.get(ContentKeys.PLAYBOOKS),
        settings.get(ContentKeys.DELEGATES));
  }

  /** What the monitor of this folder of runs is called among others. */
  public String machine() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return "%.50s-%s".formatted(host, new MonitorFolder(runs()).id());
  }

  /** Journals of runs that the monitors of all machines know of. */
  public RunJournals sharedRuns() {
    return new SharedJournals(runs(), redis.intents(), this::machine);
  }

  public RunFolders runs() {
    return new RunFolders(settings.get(RunKeys.FOLDER), settings.get(RunKeys.KEPT));
  }

  /**
   * Refuses what is another cluster's: its servers must not be restarted under this one's lease.
   *
   * @param what what it is, for example {@code state file x.json}
   */
  public ClusterSnapshot ofThisCluster(String what, ClusterSnapshot snapshot) {
    String cluster = settings.get(GeneralKeys.CLUSTER);
    if (!snapshot.cluster().equals(cluster)) {
      throw ConfigException.at(
          what,
          "is of cluster '%s', but this call is for '%s'; add --set cluster=%s"
              .formatted(snapshot.cluster(), cluster, snapshot.cluster()));
    }
    return snapshot;
  }

  /** What can be believed of another source. */
  private final class Believed implements ClusterSource {
    private final ClusterSource source;

    Believed(ClusterSource source) {
      this.source = source;
    }

    @Override
    public boolean isLive() {
      return source.isLive();
    }

    @Override
    public ClusterSnapshot read() {
      return believed(source.read());
    }
  }

  /** A state file, of this cluster only. */
  private final class OfThisCluster implements ClusterSource {
    private final Path file;

    OfThisCluster(Path file) {
      this.file = file;
    }

    @Override
    public boolean isLive() {
      return false;
    }

    @Override
    public ClusterSnapshot read() {
      return ofThisCluster("state file " + file, new StateFile(file).read());
    }
  }
}
