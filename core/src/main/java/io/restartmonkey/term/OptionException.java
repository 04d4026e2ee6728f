package io.restartmonkey.term;

/** The value of an option makes no sense, by itself or beside others. The message has both. */
public final class OptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Option option;

  OptionException(Option option, String why) {
    super(option + " " + why);
    this.option = option;
  }

  /** Which one. */
  public Option option() {
    return option;
  }
}
