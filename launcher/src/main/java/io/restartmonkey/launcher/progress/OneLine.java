package io.restartmonkey.launcher.progress;

import com.google.common.base.CharMatcher;

/** Foreign text as one line that cannot command a terminal. */
public final class OneLine {
  private static final CharMatcher UNFIT =
      CharMatcher.forPredicate(
          letter ->
              switch (Character.getType(letter)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
                default -> false;
              });

  private OneLine() {}

  /** The text with a space for each character that ends a line, or that shows nothing itself. */
  public static String of(String text) {
    return UNFIT.replaceFrom(text, ' ').stripTrailing();
  }
}
