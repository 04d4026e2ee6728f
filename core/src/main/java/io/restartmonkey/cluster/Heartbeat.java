package io.restartmonkey.cluster;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The newest entry of a server's heartbeat stream.
 *
 * @param id the entry's id; its first half is the Redis server's clock in milliseconds
 * @param cpu CPU in use by the server itself, in percent of one CPU: 0 to 100 times its CPUs
 * @param cpus how many CPUs the server may use, 0.01 to 4096; a quota may make it a fraction. Empty
 *     where an old agent does not say: then nobody can tell what {@code cpu} means for the server
 * @param boot changes whenever the server boots
 * @param app progress of the app: {@code -} where there is none, {@code down}, or a count of
 *     requests handled
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record Heartbeat(String id, double cpu, OptionalDouble cpus, String boot, String app) {
  private static final double MAX_CPUS = 4096;
  private static final double MIN_CPUS = 0.01;
  private static final double MAX_CPU = 100 * MAX_CPUS;

  /**
   * @throws RecordRefusedException if any part is not strictly what it must be
   */
  public Heartbeat {
    require("a heartbeat id (MILLISECONDS-NUMBER)", isId(new TextScanner(id)), id);
    if (!(cpu >= 0 && cpu <= MAX_CPU)) {
      throw new RecordRefusedException("cpu is not a percentage: " + cpu);
    }
    if (cpus.isPresent() && !(cpus.getAsDouble() >= MIN_CPUS && cpus.getAsDouble() <= MAX_CPUS)) {
      throw new RecordRefusedException("cpus is not a number of CPUs: " + cpus.getAsDouble());
    }
    require("a boot id (a UUID)", isBoot(new TextScanner(boot)), boot);
    require("an app's progress ('-', 'down' or a number of requests)", isApp(app), app);
  }

  /**
   * Reads a stream entry.
   *
   * @param id the entry's id
   * @param fields {@code cpu}, {@code cpus}, {@code boot}, {@code app}; only {@code cpus} may be
   *     missing; other fields are passed over
   * @throws RecordRefusedException if a field is missing or not strictly what it must be
   */
  public static Heartbeat parse(String id, Map<String, String> fields) {
    return parse(
        id,
        fields.getOrDefault("cpu", ""),
        fields.getOrDefault("cpus", ""),
        fields.getOrDefault("boot", ""),
        fields.getOrDefault("app", ""));
  }

  /**
   * Reads the parts of a stream entry; an empty one was not there.
   *
   * @throws RecordRefusedException if any part but {@code cpus} is missing, or one is not strictly
   *     what it must be
   */
  public static Heartbeat parse(String id, String cpu, String cpus, String boot, String app) {
    return new Heartbeat(
        id,
        number("a cpu percentage (such as 12.5)", required("cpu", cpu)),
        cpus.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(number("a number of CPUs (such as 2 or 0.5)", cpus)),
        required("boot", boot),
        required("app", app));
  }

  /**
   * CPU in percent of what the server may use, 0 to 100; empty if its agent does not say how many
   * CPUs that are. A burst above the quota counts as all of it.
   */
  public OptionalDouble load() {
    return cpus.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.min(100, cpu / cpus.getAsDouble()));
  }

  /** When Redis took this entry, by the clock of Redis. */
  public Instant at() {
    return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
  }

  /** How old this entry was at {@code now}, which must come from the same Redis. */
  public Duration age(Instant now) {
    return Duration.between(at(), now);
  }

  private static String required(String field, String value) {
    if (value.isEmpty()) {
      throw new RecordRefusedException("heartbeat field '" + field + "' is missing");
    }
    return value;
  }

  private static double number(String what, String text) {
    require(what, isNumber(new TextScanner(text)), text);
    return Double.parseDouble(text);
  }

  private static boolean isId(TextScanner id) {
    return id.digits(1, 15) && id.take('-') && id.digits(1, 19) && id.isAtEnd();
  }

  private static boolean isNumber(TextScanner number) {
    return number.digits(1, 6)
        && (number.isAtEnd() || (number.take('.') && number.digits(1, 6) && number.isAtEnd()));
  }

  /** A UUID, with or without its hyphens. */
  private static boolean isBoot(TextScanner boot) {
    return boot.hex(8)
        && boot.perhaps('-')
        && boot.hex(4)
        && boot.perhaps('-')
        && boot.hex(4)
        && boot.perhaps('-')
        && boot.hex(4)
        && boot.perhaps('-')
        && boot.hex(12)
        && boot.isAtEnd();
  }

  private static boolean isApp(String app) {
    TextScanner count = new TextScanner(app);
    return app.equals("-") || app.equals("down") || (count.digits(1, 19) && count.isAtEnd());
  }

  private static void require(String what, boolean isOne, String value) {
    if (!isOne) {
      throw new RecordRefusedException("not " + what + ": " + Syntax.quote(value));
    }
  }
}
