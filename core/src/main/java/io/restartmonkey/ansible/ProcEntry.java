package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * What {@code /proc} tells of a process: nothing where it is gone or {@code /proc} is not there,
 * and not the environment where it is another user's.
 *
 * @param folder its folder in {@code /proc}
 */
record ProcEntry(Path folder) {
  private static final int SET_USER_ID = 04000;

  static ProcEntry of(ProcessHandle process) {
    return new ProcEntry(Path.of("/proc", Long.toString(process.pid())));
  }

  Stream<String> environment() {
    return parts("environ", "\0");
  }

  String commandLine() {
    return String.join(" ", parts("cmdline", "\0").toList());
  }

  /**
   * Whether the same user has started it, so that its environment can be believed.
   *
   * <p>Its user ids alone do not tell that of a program like {@code sudo}: it waits for a password
   * as root, in the environment of whoever called it.
   */
  boolean isOfTheUserOf(ProcEntry other) {
    String users = users();
    return !users.isEmpty() && users.equals(other.users()) && !takesOnAnotherUser();
  }

  /** The line of its user ids: real, effective, saved, and for files. */
  private String users() {
    return parts("status", "\n").filter(line -> line.startsWith("Uid:")).findFirst().orElse("");
  }

  private boolean takesOnAnotherUser() {
    try {
      return ((int) Files.getAttribute(folder.resolve("exe"), "unix:mode") & SET_USER_ID) != 0;
    } catch (IOException e) {
      return true;
    }
  }

  private Stream<String> parts(String file, String separator) {
    try {
      String text = new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.UTF_8);
      return Arrays.stream(text.split(separator, -1)).filter(part -> !part.isEmpty());
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
