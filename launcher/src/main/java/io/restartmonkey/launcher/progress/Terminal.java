package io.restartmonkey.launcher.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What stands behind a standard stream.
 *
 * @param isLive whether it is a terminal whose lines can be drawn anew
 */
public record Terminal(boolean isLive) {

  /** What stands behind standard output. */
  public static Terminal ofStandardOutput(Map<String, String> environment) {
    return of(1, environment);
  }

  /** What stands behind standard error. */
  public static Terminal ofStandardError(Map<String, String> environment) {
    return of(2, environment);
  }

  private static Terminal of(int descriptor, Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "dumb");
    return new Terminal(!kind.equals("dumb") && isDevice(descriptor));
  }

  /**
   * Java tells only whether all streams are terminals, so Linux is asked about this one; elsewhere,
   * plain lines.
   */
  private static boolean isDevice(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
