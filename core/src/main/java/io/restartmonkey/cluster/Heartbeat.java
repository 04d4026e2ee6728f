package io.restartmonkey.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

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
  private static final Pattern ID = Pattern.compile("[0-9]{1,15}-[0-9]{1,19}");
  private static final Pattern CPU = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})?");
  private static final Pattern BOOT =
      Pattern.compile("[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}");
  private static final Pattern APP = Pattern.compile("-|down|[0-9]{1,19}");
  private static final double MOST_CPU = 100.0 * 4096;

  /**
   * @throws RecordRefusedException if any part is not strictly what it must be
   */
  public Heartbeat {
    require("heartbeat id", ID, id);
    if (!(cpu >= 0 && cpu <= MOST_CPU)) {
      throw new RecordRefusedException("cpu is not a percentage: " + cpu);
    }
    require("boot id", BOOT, boot);
    require("app progress", APP, app);
  }

  /**
   * Reads a stream entry.
   *
   * @param id the entry's id
   * @param fields {@code cpu}, {@code boot}, {@code app}; other fields are passed over
   * @throws RecordRefusedException if a field is missing or not strictly what it must be
   */
  public static Heartbeat parse(String id, Map<String, String> fields) {
    String cpu = require("cpu percentage", CPU, field(fields, "cpu"));
    return new Heartbeat(id, Double.parseDouble(cpu), field(fields, "boot"), field(fields, "app"));
  }

  /** When Redis took this entry, by the clock of Redis. */
  public Instant at() {
    return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
  }

  /** How old this entry was at {@code now}, which must come from the same Redis. */
  public Duration age(Instant now) {
    return Duration.between(at(), now);
  }

  private static String field(Map<String, String> fields, String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new RecordRefusedException("heartbeat field '" + key + "' is missing");
    }
    return value;
  }

  private static String require(String what, Pattern pattern, String value) {
    if (!pattern.matcher(value).matches()) {
      throw new RecordRefusedException("not a " + what + ": " + Syntax.quote(value));
    }
    return value;
  }
}
