package io.restartmonkey.launcher.setting;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes a range of whole numbers as a regular expression.
 *
 * <ol>
 *   <li>Take the largest power of ten that the lower end is a multiple of, and that the range has
 *       room for: so many digits may be anything.
 *   <li>Raise the digit before them as far as the range allows.
 *   <li>Go on after that.
 * </ol>
 */
final class DecimalRange {
  private static final int LAST_DIGIT = 9;

  private DecimalRange() {}

  /** The alternatives, with bars between them, for numbers without leading zeros. */
  static String pattern(long least, long most) {
    List<String> alternatives = new ArrayList<>();
    long from = least;
    while (from <= most) {
      long block = block(from, most);
      long digit = from / block % 10;
      long last = Math.min(LAST_DIGIT, digit + (most + 1 - from) / block - 1);
      alternatives.add(alternative(from / block, last, block));
      from += (last - digit + 1) * block;
    }
    return String.join("|", alternatives);
  }

  private static long block(long from, long most) {
    long block = 1;
    while (from > 0 && from % (block * 10) == 0 && from + block * 10 - 1 <= most) {
      block *= 10;
    }
    return block;
  }

  private static String alternative(long first, long last, long block) {
    String prefix = first < 10 ? "" : String.valueOf(first / 10);
    long digit = first % 10;
    String digits = digit == last ? String.valueOf(digit) : "[%d-%d]".formatted(digit, last);
    int free = String.valueOf(block).length() - 1;
    String anyDigits = free > 1 ? "[0-9]{%d}".formatted(free) : "[0-9]".repeat(free);
    return prefix + digits + anyDigits;
  }
}
