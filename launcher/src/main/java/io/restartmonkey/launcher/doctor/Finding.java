package io.restartmonkey.launcher.doctor;

/**
 * What a check found.
 *
 * @param level how bad it is
 * @param subject what was looked at
 * @param detail what was found, and the cure unless all is well
 * @param exitCode what the program exits with for this failure; 0 unless it is one
 */
public record Finding(Level level, String subject, String detail, int exitCode) {

  /** How bad it is. */
  public enum Level {
    /** All is well. */
    OK,
    /** A run would work, but look at this. */
    WARN,
    /** A run would not work. */
    FAIL
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Level.OK, subject, detail, 0);
  }

  static Finding warn(String subject, String detail) {
    return new Finding(Level.WARN, subject, detail, 0);
  }

  static Finding fail(String subject, int exitCode, String detail) {
    return new Finding(Level.FAIL, subject, detail, exitCode);
  }
}
