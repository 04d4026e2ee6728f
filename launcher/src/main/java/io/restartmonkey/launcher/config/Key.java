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
      "redis://HOST:PORT, redis-sentinel://HOST:PORT,HOST:PORT#MASTER or redis-cluster://HOST:PORT,HOST:PORT; TLS: rediss in place of redis"),
  /** Who to be in Redis. */
  REDIS_USER(
      "redis.user", Check::login, "monkey", "the ACL user in Redis; used only with a password"),
  /** Where the password is. */
  REDIS_PASSWORD_FILE(
      "redis.password_file",
      Check::path,
      "",
      "a file that holds the password; RESTART_MONKEY_REDIS_PASSWORD wins over it"),
  /** Who may vouch for Redis. */
  REDIS_CA_FILE(
      "redis.ca_file",
      Check::path,
      "",
      "a PEM file of the certificate authorities that vouch for Redis, instead of Java's; for rediss only"),
  /** Who to be in TLS. */
  REDIS_CERTIFICATE_FILE(
      "redis.certificate_file",
      Check::path,
      "",
      "a PEM file with our certificate and its private key, for a Redis that wants one; for rediss only"),
  /** Where the password of the Sentinels is. */
  REDIS_SENTINEL_PASSWORD_FILE(
      "redis.sentinel_password_file",
      Check::path,
      "",
      "a file that holds the password of the Sentinels, if they have one"),
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
  /** How playbooks are run. */
  ANSIBLE_RUNNER(
      "ansible.runner",
      Check::runner,
      "warm",
      "warm: a process of ours imports Ansible once and forks for each run; plain: each run imports it anew"),
  /** How many servers a run works on at the same time. */
  ANSIBLE_FORKS(
      "ansible.forks",
      Check::forks,
      "auto",
      "how many servers a run works on at the same time: auto = as many as this machine carries, or 1 to 1000"),
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
      "proxy,redis",
      "groups that plays delegate to, so that every inventory has their servers, silent ones too; may be empty"),
  /** The run folders. */
  RUNS_FOLDER("runs.folder", Check::path, "runs", "the folder that keeps a record of each run"),
  /** How many of them stay. */
  RUNS_KEPT(
      "runs.kept",
      Check.number(10, 1_000_000),
      "1000",
      "how many runs stay at least; older ones go once nothing follows from them: 10 to 1000000"),
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
  /** Pace of the monitor. */
  MONITOR_INTERVAL(
      "monitor.interval",
      Check.duration(Duration.ofMillis(100), Duration.ofMinutes(1), "100ms to 1m"),
      "2s",
      "time between two looks at the cluster: 100ms to 1m"),
  /** When a server is silent. */
  MONITOR_HUNG_AFTER(
      "monitor.hung_after",
      Check.duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h"),
      "15s",
      "silence after which a server is asked directly, then called hung: 1s to 1h"),
  /** When an app is down. */
  MONITOR_APP_DOWN_AFTER(
      "monitor.app_down_after",
      Check.duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h"),
      "10s",
      "how long an agent must say that its app is down: 1s to 1h"),
  /** When a server is busy. */
  MONITOR_CPU_HIGH(
      "monitor.cpu_high",
      Check.number(1, 100),
      "90",
      "CPU in percent of the server from which a heartbeat counts as busy: 1 to 100"),
  /** When a server is calm. */
  MONITOR_CPU_LOW(
      "monitor.cpu_low",
      Check.number(0, 100),
      "70",
      "CPU in percent of the server down to which it counts as calm: 0 to 100"),
  /** Heartbeats looked back on. */
  MONITOR_SAMPLES(
      "monitor.samples",
      Check.number(1, 1024),
      "150",
      "heartbeats that are looked back on, 150 are five minutes: 1 to 1024"),
  /** How many of them decide. */
  MONITOR_NEEDED(
      "monitor.needed",
      Check.number(1, 1024),
      "120",
      "how many of them must be busy for an overload, or calm for its end: half of them to all"),
  /** Warming up. */
  MONITOR_CPU_GRACE(
      "monitor.cpu_grace",
      Check.duration(Duration.ZERO, Duration.ofHours(24), "0s to 24h"),
      "5m",
      "how long CPU is not judged after a cure, a boot or the first registration: 0s to 24h"),
  /** When trust is back. */
  MONITOR_RECOVERY(
      "monitor.recovery",
      Check.number(1, 1000),
      "3",
      "good heartbeats in a row until a server is trusted again: 1 to 1000"),
  /** The groups that are watched. */
  MONITOR_SERVICES(
      "monitor.services",
      Check::groups,
      "app",
      "groups whose servers are restarted when they hang or are overloaded"),
  /** Who must serve. */
  MONITOR_FLOOR(
      "monitor.floor",
      Check.number(0, 10000),
      "1",
      "servers of a service that always serve: 0 to 10000"),
  /** Time before the first act. */
  MONITOR_OBSERVATION(
      "monitor.observation",
      Check.duration(Duration.ZERO, Duration.ofHours(1), "0s to 1h"),
      "60s",
      "how long to watch before the first act, after a start or a time without sight: 0s to 1h"),
  /** When we are the sick one. */
  MONITOR_MASS_SHARE(
      "monitor.mass_share",
      Check.number(0, 99),
      "33",
      "percent of all servers that may be silent at once; more than that, and nothing is done: 0 to 99"),
  /** Cures per hour. */
  MONITOR_ATTEMPTS(
      "monitor.attempts_per_hour",
      Check.number(1, 1000),
      "3",
      "cures that a server gets in an hour before it is left alone: 1 to 1000"),
  /** Cures per day. */
  MONITOR_ATTEMPTS_PER_DAY(
      "monitor.attempts_per_day",
      Check.number(1, 1000),
      "8",
      "cures that a server gets in a day before it is left alone: 1 to 1000"),
  /** Cures of a service per hour. */
  MONITOR_SERVICE_ATTEMPTS_PER_HOUR(
      "monitor.service_attempts_per_hour",
      Check.number(1, 100_000),
      "10",
      "cures that all servers of a service get in an hour: 1 to 100000"),
  /** Cures of a service per day. */
  MONITOR_SERVICE_ATTEMPTS_PER_DAY(
      "monitor.service_attempts_per_day",
      Check.number(1, 100_000),
      "24",
      "cures that all servers of a service get in a day: 1 to 100000"),
  /** Cures for CPU per hour. */
  MONITOR_CPU_ATTEMPTS_PER_HOUR(
      "monitor.cpu_attempts_per_hour",
      Check.number(0, 1000),
      "2",
      "cures in an hour from which on a server is not cured for its CPU; 0 = never: 0 to 1000"),
  /** Cures for CPU per day. */
  MONITOR_CPU_ATTEMPTS_PER_DAY(
      "monitor.cpu_attempts_per_day",
      Check.number(0, 1000),
      "3",
      "cures in a day from which on a server is not cured for its CPU; 0 = never: 0 to 1000"),
  /** Cures of a service for CPU per hour. */
  MONITOR_CPU_SERVICE_ATTEMPTS_PER_HOUR(
      "monitor.cpu_service_attempts_per_hour",
      Check.number(0, 100_000),
      "3",
      "cures of a service in an hour from which on none of its servers is cured for its CPU; 0 = never: 0 to 100000"),
  /** Cures of a service for CPU per day. */
  MONITOR_CPU_SERVICE_ATTEMPTS_PER_DAY(
      "monitor.cpu_service_attempts_per_day",
      Check.number(0, 100_000),
      "6",
      "the same in a day; 0 = never: 0 to 100000"),
  /** Pause after a cure. */
  MONITOR_BACK_OFF(
      "monitor.back_off",
      Check.duration(Duration.ZERO, Duration.ofHours(24), "0s to 24h"),
      "1m",
      "pause after a cure, doubled for each further one in the hour: 0s to 24h"),
  /** Its end. */
  MONITOR_LONGEST_BACK_OFF(
      "monitor.longest_back_off",
      Check.duration(Duration.ZERO, Duration.ofHours(24), "0s to 24h"),
      "30m",
      "what that pause grows up to: 0s to 24h"),
  /** The cures. */
  MONITOR_LADDER(
      "monitor.ladder",
      Check::remedies,
      "restart-service,reboot,power-cycle,replace",
      "the cures in the order in which they are tried: some of these four, in this order"),
  /** Extra servers. */
  MONITOR_MOST_EXTRAS(
      "monitor.most_extras", Check.number(0, 100), "1", "extra servers at a time: 0 to 100"),
  /** Their lease. */
  MONITOR_EXTRA_LEASE(
      "monitor.extra_lease",
      Check.duration(Duration.ofMinutes(1), Duration.ofDays(30), "1m to 720h"),
      "2h",
      "how long an extra server may live: 1m to 720h"),
  /** Whether extra servers stay. */
  MONITOR_KEEP_EXTRA(
      "monitor.keep_extra",
      Check::flag,
      "false",
      "whether an extra server stays when it is no longer needed: true or false"),
  /** Whether the only server may go. */
  MONITOR_ALLOW_OUTAGE(
      "monitor.allow_outage",
      Check::flag,
      "false",
      "whether the only server of a service may be restarted where none can be added: true or false"),
  /** When nothing is done. */
  MONITOR_MAINTENANCE(
      "monitor.maintenance",
      Check::windows,
      "",
      "times in which nothing is done, such as: Sun 02:00-04:00 Europe/Berlin; several with commas"),
  /** When a treatment takes too long. */
  MONITOR_STEP_DEADLINE(
      "monitor.step_deadline",
      Check.duration(Duration.ofSeconds(10), Duration.ofHours(24), "10s to 24h"),
      "10m",
      "how long one step of a treatment may take until it is ended: 10s to 24h"),
  /** Pace of the look at the proxies. */
  MONITOR_TRAFFIC_CHECK(
      "monitor.traffic_check",
      Check.duration(Duration.ofSeconds(10), Duration.ofHours(24), "10s to 24h"),
      "5m",
      "time between two looks at who gets traffic from the proxies: 10s to 24h"),
  /** Where SSH is. */
  MONITOR_SSH_PORT(
      "monitor.ssh_port",
      Check.number(1, 65535),
      "22",
      "port of the SSH daemons, for asking a silent server: 1 to 65535"),
  /** Where the app is. */
  MONITOR_APP_PORT(
      "monitor.app_port",
      Check.number(1, 65535),
      "8080",
      "port of the apps, for asking a silent app: 1 to 65535"),
  /** Where alerts go. */
  ALERTS_WEBHOOK_FILE(
      "alerts.webhook_file",
      Check::path,
      "",
      "a file that holds the https URL that alerts are posted to as JSON"),
  /** What is run for an alert. */
  ALERTS_EXEC(
      "alerts.exec",
      Check::command,
      "",
      "a program that is run for each alert, with its JSON as standard input"),
  /** Reminders. */
  ALERTS_REPEAT(
      "alerts.repeat",
      Check.duration(Duration.ofMinutes(1), Duration.ofHours(24), "1m to 24h"),
      "1h",
      "time after which an alert that lasts is said again: 1m to 24h"),
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
