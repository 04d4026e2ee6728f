package io.restartmonkey.launcher.setting;

import io.restartmonkey.plan.ContentContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the connection to Redis. */
public final class RedisKeys {
  /** The environment variable that may hold the password of the user. */
  public static final String PASSWORD_VARIABLE = ContentContract.REDIS_PASSWORD_VARIABLE;

  static final Section SECTION = new Section("Redis", "redis");

  /** Where Redis is; port 6379 of this machine. */
  public static final Setting<RedisAddress> URI =
      SECTION.setting(
          "uri",
          new RedisUri(),
          "redis://127.0.0.1:6379",
          "Redis, its Sentinels or some nodes of a Redis Cluster answer at this address.");

  /** Who to be in Redis, where there is a password; {@code monkey}. */
  public static final Setting<String> USER =
      SECTION.setting(
          "user",
          new UserName(),
          "monkey",
          "Restart Monkey logs in to Redis as this ACL user if there is a password.");

  /** Where the password is; none. */
  public static final Setting<Optional<Path>> PASSWORD_FILE =
      SECTION.optional(
          "password_file",
          new FilePath(),
          "This file holds the password of redis.user; "
              + PASSWORD_VARIABLE
              + " takes precedence.");

  /** Who may vouch for Redis; those that Java trusts. */
  public static final Setting<Optional<Path>> CA_FILE =
      SECTION.optional(
          "ca_file",
          new FilePath(),
          "This PEM file holds the CA certificates that Restart Monkey trusts for Redis, instead of Java's own; for rediss only.");

  /** Who to be in TLS; nobody. */
  public static final Setting<Optional<Path>> CERTIFICATE_FILE =
      SECTION.optional(
          "certificate_file",
          new FilePath(),
          "This PEM file holds the client certificate and its private key, if Redis asks for one; for rediss only.");

  /** Where the password of the Sentinels is; none. */
  public static final Setting<Optional<Path>> SENTINEL_PASSWORD_FILE =
      SECTION.optional(
          "sentinel_password_file",
          new FilePath(),
          "This file holds the password of the Sentinels, if they have one; for redis-sentinel and rediss-sentinel only.");

  /** How long connecting, or an answer, may take; 2 s. */
  public static final Setting<Duration> TIMEOUT =
      SECTION.setting(
          "timeout",
          new TimeSpan("100ms", "1m"),
          "2s",
          "Connecting to Redis, or one answer of Redis, may take this long.");

  private RedisKeys() {}
}
