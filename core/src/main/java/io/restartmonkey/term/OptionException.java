package io.restartmonkey.term;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;

/** The value of an option makes no sense, by itself or beside others. The message has all. */
public final class OptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Option option;
  private final ImmutableList<Option> others;

  OptionException(Option option, String why, List<Option> others) {
    super(option + " " + why);
    this.option = option;
    this.others = ImmutableList.copyOf(others);
  }

  /** Which one. */
  public Option option() {
    return option;
  }

  /** That one, and those that it does not go together with. */
  public List<Option> options() {
    return Stream.concat(Stream.of(option), others.stream()).toList();
  }
}
