package io.restartmonkey.launcher.setting;

/** Texts that are not empty. */
final class NotBlank {
  static final String PATTERN = "\\S";

  private NotBlank() {}

  static String check(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }
}
