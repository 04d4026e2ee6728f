package io.restartmonkey.redis;

import com.google.common.base.Throwables;
import io.restartmonkey.cluster.Syntax;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Why Redis did not do what was asked, in a part of one line. */
final class Reason {
  private static final String USUAL_CURE =
      "check that Redis runs, and redis.uri, user and password";

  /** Redis closes a connection without a word, or waits for more, when only one side means TLS. */
  private static final String CURE_OF_A_BROKEN_CONNECTION =
      "check that Redis runs, whether it speaks TLS as redis.uri says, and whether it wants redis.certificate_file";

  private static final String CURE_OF_SILENCE =
      "check that Redis runs and is not frozen, and whether it speaks TLS as redis.uri says";

  private Reason() {}

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
    return isBroken(root) ? CURE_OF_A_BROKEN_CONNECTION : USUAL_CURE;
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
          "its certificate comes from no authority that is trusted here; set redis.ca_file to the right one's");
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
    }
    boolean isOfAddresses = String.valueOf(root.getMessage()).startsWith("Failed to connect to");
    return isOfAddresses && root.getSuppressed().length > 0
        ? said + ": " + Syntax.quote(String.valueOf(root.getSuppressed()[0].getMessage()))
        : said;
  }

  /** Whether somebody was there, and then said nothing that can be understood. */
  private static boolean isBroken(Throwable root) {
    boolean isOfConnection = root instanceof IOException && !(root instanceof UnknownHostException);
    return isOfConnection
        || String.valueOf(root.getMessage()).startsWith("Unexpected end of stream");
  }
}
