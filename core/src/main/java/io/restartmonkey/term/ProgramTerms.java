package io.restartmonkey.term;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** The terms of the program around; those of the Java API where it has none. */
public final class ProgramTerms {
  private static final Terms TERMS =
      ServiceLoader.load(Terms.class).findFirst().orElseGet(JavaTerms::new);

  private ProgramTerms() {}

  static String of(Option option) {
    return TERMS.of(option);
  }

  static String of(Command command, List<String> arguments) {
    return TERMS.of(command, arguments);
  }

  /** The environment variables that hold secrets of the program. */
  public static Set<String> secretVariables() {
    return TERMS.secretVariables();
  }

  /** The names of the Java API. */
  private static final class JavaTerms implements Terms {
    @Override
    public String of(Option option) {
      return option.inJava();
    }

    @Override
    public String of(Command command, List<String> arguments) {
      return arguments.isEmpty()
          ? command.inJava()
          : command.inJava() + "(\"" + String.join("\", \"", arguments) + "\")";
    }
  }
}
