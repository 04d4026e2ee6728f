package io.restartmonkey.redis;

import com.google.common.base.Throwables;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.term.Option;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Why Redis did not do what was asked, in a part of one line. */
final class Reason {
  private static final String USUAL_CURE =
      "check that Redis runs, and %s, %s and %s"
          .formatted(Option.REDIS_ADDRESS, Option.REDIS_USER, Option.REDIS_PASSWORD);

  /** Redis closes a connection without a word, or waits for more, when only one side means TLS. */
  private static final String CURE_OF_A_BROKEN_CONNECTION =
      "check that Redis runs, whether it speaks TLS as %s says, and whether it wants %s"
          .formatted(Option.REDIS_ADDRESS, Option.REDIS_CERTIFICATE);

  private static final String CURE_OF_SILENCE =
      "check that Redis runs and is not frozen, and whether it speaks TLS as %s says"
          .formatted(Option.REDIS_ADDRESS);

  /** By the words that an error begins with which has no code of its own. */
  private static final Map<String, String> CURES_OF_SELECT =
      Map.of(
          "ERR DB index is out of range",
          "Redis has no database of that number: name another in %s, or raise databases in redis.conf"
              .formatted(Option.REDIS_ADDRESS),
          "ERR SELECT is not allowed",
          "a Redis Cluster has no databases: leave the number out of " + Option.REDIS_ADDRESS);

  /** By the word that an error of Redis begins with. */
  private static final Map<String, String> CURES =
      Map.of(
          "NOPERM",
              "allow %s that in the access control list of Redis".formatted(Option.REDIS_USER),
          "NOAUTH", "set " + Option.REDIS_USER + " and " + Option.REDIS_PASSWORD,
          "WRONGPASS", "correct " + Option.REDIS_USER + " and " + Option.REDIS_PASSWORD,
          "WRONGTYPE", "another program has a key of that name: rename or delete it",
          "LOADING", "wait until Redis has loaded its data",
          "BUSY", "end the script that keeps Redis busy",
          "MASTERDOWN", "mend the master of that replica",
          "READONLY", Option.REDIS_ADDRESS + " names a replica: name the master, or its Sentinels",
          "MISCONF", "mend the disk of Redis",
          "CLUSTERDOWN", "mend the Redis Cluster: not all of its slots are served");

  /** What an access control list forbids: what comes last in what Redis says of it. */
  private static final Pattern FORBIDDEN_COMMAND =
      Pattern.compile("to run the '([a-z0-9|._-]{1,40})' command");

  private static final Pattern FORBIDDEN_KEY = Pattern.compile("to access (?:one of the|a) key");

  private Reason() {}

  /** Whether Redis goes on to serve other keys. */
  static boolean isOfOneKey(JedisDataException problem) {
    return isForbidden(problem) || code(problem).equals("WRONGTYPE");
  }

  /** Whether the access control list of Redis forbids it. */
  static boolean isForbidden(JedisDataException problem) {
    return code(problem).equals("NOPERM");
  }

  private static String code(Throwable root) {
    String said = String.valueOf(root.getMessage());
    return said.substring(0, (said + " ").indexOf(' '));
  }

  /** What went wrong. */
  static String of(JedisException problem) {
    Throwable root = root(problem);
    return ofCertificate(root).orElseGet(() -> ofOthers(root));
  }

  /** What went wrong, and the cure. */
  static String withCure(JedisException problem) {
    Throwable root = root(problem);
    return ofCertificate(root).orElseGet(() -> ofOthers(root) + "; " + cure(root));
  }

  private static String cure(Throwable root) {
    if (root instanceof SocketTimeoutException) {
      return CURE_OF_SILENCE;
    }
    String usual =
        CURES_OF_SELECT.entrySet().stream()
            .filter(cure -> String.valueOf(root.getMessage()).startsWith(cure.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseGet(() -> CURES.getOrDefault(code(root), USUAL_CURE));
    return isBroken(root) ? CURE_OF_A_BROKEN_CONNECTION : usual;
  }

  /**
   * The answer to a command of a pipeline. One of a Redis Cluster keeps quiet about a lost
   * connection, and leaves its answers empty.
   */
  static <T> T answer(Response<T> response) {
    try {
      return response.get();
    } catch (IllegalStateException e) {
      throw new JedisConnectionException("the node timed out, or closed the connection");
    }
  }

  /** What a node of a Redis Cluster said, Jedis keeps beside what it makes of that. */
  private static Throwable root(Throwable problem) {
    Throwable root = Throwables.getRootCause(problem);
    Throwable[] beside = root.getSuppressed();
    return root instanceof JedisClusterOperationException && beside.length > 0
        ? root(beside[0])
        : root;
  }

  private static Optional<String> ofCertificate(Throwable root) {
    String said = Syntax.quote(String.valueOf(root.getMessage()));
    if (root instanceof CertificateExpiredException
        || root instanceof CertificateNotYetValidException) {
      return Optional.of("its certificate is not valid now: %s; renew it".formatted(said));
    } else if (root instanceof CertPathBuilderException
        || root instanceof CertPathValidatorException) {
      return Optional.of(
          "its certificate comes from no authority that is trusted here; set %s to the right one's"
              .formatted(Option.REDIS_AUTHORITY));
    } else if (root instanceof CertificateException) {
      return Optional.of(
          "its certificate is for another host: %s; ask for a host of the certificate, or renew it"
              .formatted(said));
    }
    return Optional.empty();
  }

  private static String ofOthers(Throwable root) {
    String said = Syntax.quote(String.valueOf(root.getMessage()));
    if (root instanceof UnknownHostException) {
      return "no such host: " + said;
    } else if (code(root).equals("NOPERM")) {
      return forbidden(String.valueOf(root.getMessage())).orElse(said);
    }
    boolean isOfAddresses = String.valueOf(root.getMessage()).startsWith("Failed to connect to");
    return isOfAddresses && root.getSuppressed().length > 0
        ? said + ": " + Syntax.quote(String.valueOf(root.getSuppressed()[0].getMessage()))
        : said;
  }

  private static Optional<String> forbidden(String said) {
    Matcher command = FORBIDDEN_COMMAND.matcher(said);
    if (command.find()) {
      return Optional.of(
          "NOPERM: %s may not run the command %s".formatted(Option.REDIS_USER, command.group(1)));
    }
    return FORBIDDEN_KEY.matcher(said).find()
        ? Optional.of(
            "NOPERM: %s may not access all keys rm:{CLUSTER}:*".formatted(Option.REDIS_USER))
        : Optional.empty();
  }

  /** Whether somebody was there, and then said nothing that can be understood. */
  private static boolean isBroken(Throwable root) {
    boolean isOfConnection = root instanceof IOException && !(root instanceof UnknownHostException);
    return isOfConnection
        || String.valueOf(root.getMessage()).startsWith("Unexpected end of stream");
  }
}
