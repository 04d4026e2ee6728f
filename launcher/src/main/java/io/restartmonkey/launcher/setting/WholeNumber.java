package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.util.List;
import java.util.Map;

/**
 * A whole number.
 *
 * @param least the smallest
 * @param most the largest
 * @param unit what it counts; empty text = nothing
 */
record WholeNumber(int least, int most, String unit) implements ValueType<Integer> {
  @Override
  public Integer read(String text) {
    Long number = Longs.tryParse(text);
    if (number == null || number < least || number > most) {
      throw new IllegalArgumentException("not a whole number from %d to %d".formatted(least, most));
    }
    return number.intValue();
  }

  @Override
  public String values() {
    return "%d to %d %s".formatted(least, most, unit).strip();
  }

  /** A number in quotes is one, too. */
  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of(
        "type",
        List.of("integer", "string"),
        "minimum",
        least,
        "maximum",
        most,
        "pattern",
        "^0*(%s)$".formatted(DecimalRange.pattern(least, most)));
  }
}
