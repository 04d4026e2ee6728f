package io.restartmonkey.launcher.term;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How this program was called, so that the commands that it proposes can be typed as they are. */
public final class Invocation {
  /** Set by the start script: how the user called it. */
  private static final String CALLED = "restart-monkey.called";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+@%:,=~-]+");

  /** What was given on the command line for every command, each with a space before it. */
  private static volatile String options = "";

  /** The same for threads that serve one of several clusters. */
  private static final InheritableThreadLocal<String> OPTIONS_HERE = new InheritableThreadLocal<>();

  private Invocation() {}

  /** From now on a proposed command has these options as well: words that stand before it. */
  public static void repeat(List<String> words) {
    options = joined(words);
  }

  /** The same for this thread and those that it starts from now on, and for no others. */
  public static void repeatHere(List<String> words) {
    OPTIONS_HERE.set(joined(words));
  }

  private static String joined(List<String> words) {
    return words.stream().map(word -> " " + quoted(word)).collect(Collectors.joining());
  }

  /** A command as the user would type it, with the options of this call. */
  public static String of(String... command) {
    return Stream.concat(Stream.of(words()), Arrays.stream(command).map(Invocation::quoted))
        .collect(Collectors.joining(" "));
  }

  /** The words before a command: what the user typed, as far as it can be known. */
  private static String words() {
    return words(
            Optional.ofNullable(System.getProperty(CALLED)),
            System.getProperty("java.class.path", ""),
            System.getProperty("sun.java.command", ""))
        + Optional.ofNullable(OPTIONS_HERE.get()).orElse(options);
  }

  /**
   * The words before a command.
   *
   * @param called how the start script was called
   * @param classPath of Java; with {@code -jar} it is the jar
   * @param command what Java was called with, after its own options
   */
  static String words(Optional<String> called, String classPath, String command) {
    return called.map(Invocation::quoted).orElseGet(() -> ofJava(classPath, command));
  }

  private static String ofJava(String classPath, String command) {
    boolean isJar = command.equals(classPath) || command.startsWith(classPath + " ");
    return isJar && classPath.endsWith(".jar")
        ? "java -jar " + quoted(classPath)
        : "restart-monkey";
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
