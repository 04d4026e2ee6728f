package io.restartmonkey.launcher.setting;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.net.HostAndPort;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is.
 *
 * @param kind what answers at the nodes
 * @param isTls whether every connection, also to a Sentinel, is TLS
 * @param nodes those to ask first, each with its port; at least one
 * @param database the number of the database, usually 0
 * @param master what Sentinel calls the master; empty for other kinds
 */
public record RedisAddress(
    Kind kind, boolean isTls, Set<HostAndPort> nodes, int database, String master) {
  /** What answers at the nodes. */
  public enum Kind {
    /** One Redis. */
    STANDALONE,
    /** Sentinels, which know who is the master. */
    SENTINEL,
    /** Some nodes of a Redis Cluster. */
    CLUSTER
  }

  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final Pattern URI =
      Pattern.compile(
          "redis(?<tls>s?)(?<kind>|-sentinel|-cluster)://(?<nodes>[^/?#]+)(?:/(?<database>[0-9]{1,4})?)?(?:#(?<master>[A-Za-z0-9._-]+))?");

  /** Copies the nodes. */
  public RedisAddress {
    nodes = ImmutableSet.copyOf(nodes);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is none; the message says what one is
   */
  public static RedisAddress parse(String text) {
    if (text.contains("@")) {
      throw new IllegalArgumentException(
          "a URI holds no user or password here; set redis.user, and redis.password_file or "
              + RedisKeys.PASSWORD_VARIABLE);
    }
    Matcher uri = URI.matcher(text);
    if (!uri.matches()) {
      throw new IllegalArgumentException(
          "not a URI such as redis://HOST:6379, redis-sentinel://HOST:26379,HOST:26379#MASTER or redis-cluster://HOST:6379,HOST:6379; TLS: rediss in place of redis");
    }
    Kind kind = kind(uri.group("kind"));
    RedisAddress address =
        new RedisAddress(
            kind,
            !uri.group("tls").isEmpty(),
            nodes(uri.group("nodes"), kind == Kind.SENTINEL ? SENTINEL_PORT : REDIS_PORT),
            Optional.ofNullable(uri.group("database")).map(Integer::parseInt).orElse(0),
            Optional.ofNullable(uri.group("master")).orElse(""));
    address.check();
    return address;
  }

  private static Kind kind(String suffix) {
    return switch (suffix) {
      case "-sentinel" -> Kind.SENTINEL;
      case "-cluster" -> Kind.CLUSTER;
      default -> Kind.STANDALONE;
    };
  }

  private static Set<HostAndPort> nodes(String text, int port) {
    ImmutableSet.Builder<HostAndPort> nodes = ImmutableSet.builder();
    for (String node : Splitter.on(',').trimResults().split(text)) {
      try {
        HostAndPort read =
            HostAndPort.fromString(node).requireBracketsForIPv6().withDefaultPort(port);
        if (read.getHost().isEmpty()
            || read.getPort() == 0
            || read.getHost().matches(".*[\\s'\"].*")) {
          throw new IllegalArgumentException(node);
        }
        nodes.add(read);
      } catch (IllegalArgumentException e) {
        String cure = CharMatcher.is(':').countIn(node) > 1 ? "; IPv6 is [ADDRESS]:PORT" : "";
        throw new IllegalArgumentException("not HOST:PORT: '" + node + "'" + cure, e);
      }
    }
    return nodes.build();
  }

  private void check() {
    if (kind == Kind.STANDALONE && nodes.size() > 1) {
      throw new IllegalArgumentException(
          "several hosts are redis-sentinel://…#MASTER or redis-cluster://…; redis:// has one");
    } else if (kind == Kind.SENTINEL && master.isEmpty()) {
      throw new IllegalArgumentException(
          "which master? add what Sentinel calls it: redis-sentinel://…#MASTER");
    } else if (kind != Kind.SENTINEL && !master.isEmpty()) {
      throw new IllegalArgumentException(
          "'#%s' names a master, which is for redis-sentinel://".formatted(master));
    } else if (kind == Kind.CLUSTER && database != 0) {
      throw new IllegalArgumentException(
          "a Redis Cluster has database 0 only; leave /%d out".formatted(database));
    }
  }
}
