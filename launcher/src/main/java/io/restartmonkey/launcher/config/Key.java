package io.restartmonkey.launcher.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every setting there is, with its default, its unit and its range. */
public enum Key {
  /** The cluster. */
  CLUSTER("cluster", Check::cluster, "demo", "the cluster's name: letters, digits, _ and -"),
  /** Where Redis is. */
  REDIS_URI(
      "redis.uri",
      Check::redisUri,
      "redis://127.0.0.1:6379",
      "redis://HOST:PORT, or rediss:// for TLS"),
  /** Who to be in Redis. */
  REDIS_USER(
      "redis.user", Check::login, "monkey", "the ACL user in Redis; used only with a password"),
  /** Where the password is. */
  REDIS_PASSWORD_FILE(
      "redis.password_file",
      Check::path,
      "",
      "a file that holds the password; RESTART_MONKEY_REDIS_PASSWORD wins over it"),
  /** How long Redis may take. */
  REDIS_TIMEOUT(
      "redis.timeout",
      Check.duration(Duration.ofMillis(100), Duration.ofMinutes(1), "100ms to 1m"),
      "2s",
      "how long connecting to Redis, or one answer, may take: 100ms to 1m"),
  /** Ansible. */
  ANSIBLE_EXECUTABLE(
      "ansible.executable",
      Check::command,
      "ansible-playbook",
      "ansible-playbook, by name or by path"),
  /** The SSH key. */
  ANSIBLE_PRIVATE_KEY(
      "ansible.private_key",
      Check::path,
      "",
      "the SSH key; without it Ansible's own configuration holds"),
  /** The login. */
  ANSIBLE_USER(
      "ansible.user", Check::login, "", "the login; without it Ansible's own configuration holds"),
  /** The playbooks. */
  CONTENT_PLAYBOOKS(
      "content.playbooks",
      Check::path,
      "playbooks",
      "the folder of stopservices.yaml, restartservices.yaml and smoketest.yaml"),
  /** The inventory template. */
  CONTENT_TEMPLATE(
      "content.template",
      Check::path,
      "inventory-templates/cluster.yaml",
      "the inventory template"),
  /** Groups that plays delegate to. */
  CONTENT_DELEGATES(
      "content.delegates",
      Check::groups,
      "proxy",
      "groups that plays delegate to, so that every inventory has them; may be empty"),
  /** The run folders. */
  RUNS_FOLDER("runs.folder", Check::path, "runs", "the folder that keeps a record of each run"),
  /** When a heartbeat is too old. */
  FRESHNESS(
      "freshness",
      Check.duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h"),
      "10s",
      "how old a heartbeat may be for its server to count as running: 1s to 1h"),
  /** When a step takes too long. */
  STEP_DEADLINE(
      "step_deadline",
      Check.duration(Duration.ofSeconds(1), Duration.ofHours(24), "1s to 24h"),
      "15m",
      "how long one step may take until it is ended: 1s to 24h"),
  /** Whether this machine may be a target. */
  ALLOW_LOCAL(
      "allow_local",
      Check::flag,
      "false",
      "whether the machine that this runs on may be a target: true or false");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // All of them are functions without state.
  private final Check check;

  private final String preset;
  private final String meaning;

  Key(String path, Check check, String preset, String meaning) {
    this.path = path;
    this.check = check;
    this.preset = preset;
    this.meaning = meaning;
  }

  /** Its name in the file and after {@code --set}. */
  public String path() {
    return path;
  }

  /** Its name in the environment. */
  public String variable() {
    return "RESTART_MONKEY_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** Its value where nothing else is said; empty text = none. */
  public String preset() {
    return preset;
  }

  /** What it means, with unit and range. */
  public String meaning() {
    return meaning;
  }

  Check check() {
    return check;
  }

  static Optional<Key> at(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }

  static boolean isSection(String path) {
    return Arrays.stream(values()).anyMatch(key -> key.path.startsWith(path + "."));
  }

  static List<String> paths() {
    return Arrays.stream(values()).map(Key::path).toList();
  }
}
