package io.restartmonkey.term;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names that messages use: those of the program's {@link Terms}, or else of the Java API. A
 * name that cannot be had must not hide the message that it stands in, so nothing here throws.
 */
final class ProgramTerms {
  private static final Logger LOG = LoggerFactory.getLogger(ProgramTerms.class);

  private static final Optional<Terms> TERMS =
      first(Thread.currentThread().getContextClassLoader())
          .or(() -> first(Terms.class.getClassLoader()));

  private static final ThreadLocal<Boolean> ASKING = ThreadLocal.withInitial(() -> false);

  private ProgramTerms() {}

  private static Optional<Terms> first(@Nullable ClassLoader loader) {
    try {
      return ServiceLoader.load(Terms.class, loader).findFirst();
    } catch (ServiceConfigurationError | LinkageError e) {
      LOG.warn("the terms of this program cannot be had, so messages have the names of Java", e);
      return Optional.empty();
    }
  }

  static String of(Option option) {
    return ask(terms -> terms.of(option)).orElseGet(option::inJava);
  }

  static String of(Command command, List<String> arguments) {
    return ask(terms -> terms.of(command, arguments)).orElseGet(() -> inJava(command, arguments));
  }

  private static Optional<String> ask(Function<Terms, @Nullable String> question) {
    if (ASKING.get()) {
      return Optional.empty(); // The terms of the program use a name themselves.
    }
    ASKING.set(true);
    try {
      return TERMS.map(question);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("the terms of this program fail, so a message has a name of Java", e);
      return Optional.empty();
    } finally {
      ASKING.set(false);
    }
  }

  private static String inJava(Command command, List<String> arguments) {
    return arguments.isEmpty()
        ? command.inJava()
        : command.inJava() + "(\"" + String.join("\", \"", arguments) + "\")";
  }
}
