package io.restartmonkey.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The newest entry of a server's heartbeat stream.
 *
 * @param id the entry's id; its first half is the Redis server's clock in milliseconds
 * @param cpu CPU in use by the server, in percent of one core, 0 to 100 times its cores
 * @param boot changes whenever the server boots
 * @param app progress of the app: {@code -} where there is none, {@code down}, or a count of
 *     requests handled
 */
public record Heartbeat(String id, double cpu, String boot, String app) {
  private static final double MOST_CPU = 100.0 * 4096;

  /**
   * @throws RecordRefusedException if any part is not strictly what it must be
   */
  public Heartbeat {
    require("heartbeat id", isId(new Spelling(id)), id);
    if (!(cpu >= 0 && cpu <= MOST_CPU)) {
      throw new RecordRefusedException("cpu is not a percentage: " + cpu);
    }
    require("boot id", isBoot(new Spelling(boot)), boot);
    require("app progress", isApp(app), app);
  }

  /**
   * Reads a stream entry.
   *
   * @param id the entry's id
   * @param fields {@code cpu}, {@code boot}, {@code app}; other fields are passed over
   * @throws RecordRefusedException if a field is missing or not strictly what it must be
   */
  public static Heartbeat parse(String id, Map<String, String> fields) {
    return parse(
        id,
        fields.getOrDefault("cpu", ""),
        fields.getOrDefault("boot", ""),
        fields.getOrDefault("app", ""));
  }

  /**
   * Reads the parts of a stream entry; an empty one was not there.
   *
   * @throws RecordRefusedException if any part is missing or not strictly what it must be
   */
  public static Heartbeat parse(String id, String cpu, String boot, String app) {
    return new Heartbeat(
        id, percentage(required("cpu", cpu)), required("boot", boot), required("app", app));
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

  private static double percentage(String cpu) {
    require("cpu percentage", isCpu(new Spelling(cpu)), cpu);
    return Double.parseDouble(cpu);
  }

  private static boolean isId(Spelling id) {
    return id.digits(1, 15) && id.take('-') && id.digits(1, 19) && id.isAtEnd();
  }

  private static boolean isCpu(Spelling cpu) {
    return cpu.digits(1, 6)
        && (cpu.isAtEnd() || (cpu.take('.') && cpu.digits(1, 6) && cpu.isAtEnd()));
  }

  /** A UUID, with or without its hyphens. */
  private static boolean isBoot(Spelling boot) {
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
    Spelling count = new Spelling(app);
    return app.equals("-") || app.equals("down") || (count.digits(1, 19) && count.isAtEnd());
  }

  private static void require(String what, boolean isOne, String value) {
    if (!isOne) {
      throw new RecordRefusedException("not a " + what + ": " + Syntax.quote(value));
    }
  }
}
