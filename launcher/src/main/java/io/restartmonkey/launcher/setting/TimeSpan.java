package io.restartmonkey.launcher.setting;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A duration with its unit: {@code 500ms}, {@code 10s}, {@code 15m}, {@code 2h}. */
final class TimeSpan implements ValueType<Duration> {
  private static final long MAX_AMOUNT = 999_999_999;

  private final Duration least;
  private final Duration most;
  private final String range;

  /**
   * A duration within a range.
   *
   * @param least the shortest, such as {@code 1s}
   * @param most the longest, such as {@code 24h}
   */
  TimeSpan(String least, String most) {
    this.least = Durations.read(least);
    this.most = Durations.read(most);
    this.range = least + " to " + most;
  }

  @Override
  public Duration read(String text) {
    Duration duration = Durations.read(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException("must be " + range);
    }
    return duration;
  }

  @Override
  public String values() {
    return range;
  }

  @Override
  public Map<String, Object> schema() {
    String units =
        Stream.of("ms", "s", "m", "h")
            .flatMap(unit -> amounts(unit).stream())
            .collect(joining("|"));
    return ImmutableMap.of(
        "type", "string", "pattern", "^(?=[0-9]{1,9}[a-z])0*(%s)$".formatted(units));
  }

  /** How many of a unit are in the range, with the unit; empty if none are. */
  private Optional<String> amounts(String unit) {
    long millis = Durations.read("1" + unit).toMillis();
    long from = LongMath.divide(least.toMillis(), millis, RoundingMode.CEILING);
    long to = Math.min(most.toMillis() / millis, MAX_AMOUNT);
    return from > to
        ? Optional.empty()
        : Optional.of("(%s)%s".formatted(DecimalRange.pattern(from, to), unit));
  }
}
