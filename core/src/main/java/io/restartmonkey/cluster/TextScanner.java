package io.restartmonkey.cluster;

/**
 * Reads a text from its beginning, piece by piece. A heartbeat of each server is read at each look
 * at a cluster, and regular expressions would be a quarter of all the memory that takes.
 */
final class TextScanner {
  private final String text;
  private int position;

  TextScanner(String text) {
    this.text = text;
  }

  /** Takes so many decimal digits, if there are, and no more. */
  boolean digits(int fewest, int most) {
    int begin = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    return position - begin >= fewest && position - begin <= most;
  }

  /** Takes exactly so many lower-case hexadecimal digits, if there are. */
  boolean hex(int number) {
    int end = position + number;
    while (position < Math.min(end, text.length()) && isHex(text.charAt(position))) {
      position++;
    }
    return position == end;
  }

  /** Takes this character, if it comes next. */
  boolean take(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  /** Takes this character if it comes next; it need not. */
  boolean perhaps(char expected) {
    take(expected);
    return true;
  }

  boolean isAtEnd() {
    return position == text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f');
  }
}
