package io.restartmonkey.launcher.setting;

/** The name of a user: letters, digits, {@code _ . -}; at most 63 characters. */
final class UserName implements Spelling<String> {
  private static final String FORM = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}";

  @Override
  public String read(String text) {
    if (!text.matches(FORM)) {
      throw new IllegalArgumentException("not a user name");
    }
    return text;
  }

  @Override
  public String values() {
    return "a user name";
  }

  @Override
  public String pattern() {
    return FORM;
  }
}
