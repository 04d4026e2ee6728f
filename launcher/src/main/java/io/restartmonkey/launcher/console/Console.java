package io.restartmonkey.launcher.console;

import com.google.common.base.CharMatcher;
import io.restartmonkey.launcher.progress.OneLine;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command prints to and reads from.
 *
 * @param out data
 * @param err talk
 * @param environment the environment variables
 */
public record Console(PrintStream out, PrintStream err, Map<String, String> environment) {
  /** Says something in one line. */
  public void say(String message) {
    err.println("restart-monkey: " + oneLine(message));
  }

  public static String oneLine(String message) {
    return CharMatcher.whitespace().trimAndCollapseFrom(OneLine.of(message), ' ');
  }
}
