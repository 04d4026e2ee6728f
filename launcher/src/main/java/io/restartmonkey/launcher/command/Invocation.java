package io.restartmonkey.launcher.command;

import java.util.Optional;

/** How this program was called, so that the commands that it proposes can be typed as they are. */
final class Invocation {
  private Invocation() {}

  /** The words before a command: {@code java -jar PATH}, or the program's plain name. */
  static String words() {
    return words(Optional.ofNullable(System.getProperty("sun.java.command")));
  }

  static String words(Optional<String> javaCommand) {
    return javaCommand
        .map(command -> command.replaceFirst("\\.jar( .*)?$", ".jar"))
        .filter(command -> command.endsWith(".jar") && !command.contains(" "))
        .map(jar -> "java -jar " + jar)
        .orElse("restart-monkey");
  }
}
