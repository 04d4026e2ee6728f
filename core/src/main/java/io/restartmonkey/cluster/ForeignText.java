package io.restartmonkey.cluster;

import java.util.regex.Pattern;

/**
 * Text from outside, made safe to show: a space for each character that begins a line, a question
 * mark for each that commands a terminal or hides what stands beside it. Longer texts than an
 * operator reads are cut.
 */
public final class ForeignText {
  private static final int MAX_LENGTH = 2_000;
  private static final Pattern BREAK = Pattern.compile("[\\t\\n\\r\\p{Zl}\\p{Zp}]");
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  private static final Pattern UNFIT_BESIDE_BREAKS =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");

  private ForeignText() {}

  /** Whether it can be shown as it is. */
  public static boolean isOneLine(String text) {
    return isPlain(text) || !UNFIT.matcher(text).find();
  }

  /** As one line of at most 2,000 characters. */
  public static String oneLine(String text) {
    if (text.length() <= MAX_LENGTH && isPlain(text)) {
      return text;
    }
    return UNFIT.matcher(BREAK.matcher(cut(text, MAX_LENGTH)).replaceAll(" ")).replaceAll("?");
  }

  /** With its line breaks, and of at most so many characters. */
  public static String lines(String text, int longest) {
    return UNFIT_BESIDE_BREAKS.matcher(cut(text, longest)).replaceAll("?");
  }

  /** Most texts are; and some are looked at each time that a cluster is. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static String cut(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest) + "..." : text;
  }
}
