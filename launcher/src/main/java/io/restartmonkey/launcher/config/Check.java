package io.restartmonkey.launcher.config;

import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.health.MaintenanceWindow;
import java.nio.file.Path;
import java.time.Duration;

/** Checks the text of a setting and brings it into its plain spelling. */
interface Check {
  /**
   * Checks a text.
   *
   * @param base the folder that relative paths start from
   * @throws IllegalArgumentException if it is not what it must be; the message says what that is
   */
  String apply(String text, Path base);

  static String cluster(String text, Path base) {
    return Syntax.clusterName(text);
  }

  static String path(String text, Path base) {
    return base.resolve(notEmpty(text)).toString();
  }

  /** A bare word is looked up in the search path, so only a path starts from the base. */
  static String command(String text, Path base) {
    return text.contains("/") ? path(text, base) : notEmpty(text);
  }

  static String login(String text, Path base) {
    if (!text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")) {
      throw new IllegalArgumentException("not a user name");
    }
    return text;
  }

  static String groups(String text, Path base) {
    Splitter.on(',').trimResults().omitEmptyStrings().split(text).forEach(Syntax::groupName);
    return text;
  }

  static String flag(String text, Path base) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return text;
  }

  static String runner(String text, Path base) {
    if (!text.equals("warm") && !text.equals("plain")) {
      throw new IllegalArgumentException("neither warm nor plain");
    }
    return text;
  }

  static String forks(String text, Path base) {
    return text.equals("auto") ? text : number(1, 1000).apply(text, base);
  }

  static String remedies(String text, Path base) {
    Remedies.read(text);
    return text;
  }

  static String windows(String text, Path base) {
    Splitter.on(',').trimResults().omitEmptyStrings().split(text).forEach(MaintenanceWindow::parse);
    return text;
  }

  static Check number(long least, long most) {
    return (text, base) -> {
      Long number = Longs.tryParse(text);
      if (number == null || number < least || number > most) {
        throw new IllegalArgumentException(
            "not a whole number from %d to %d".formatted(least, most));
      }
      return text;
    };
  }

  static Check duration(Duration least, Duration most, String range) {
    return (text, base) -> {
      Duration duration = Durations.read(text);
      if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
        throw new IllegalArgumentException("must be " + range);
      }
      return text;
    };
  }

  static String redisUri(String text, Path base) {
    var unusedAddress = RedisAddress.parse(text);
    return text;
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }
}
