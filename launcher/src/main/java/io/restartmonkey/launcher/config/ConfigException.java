package io.restartmonkey.launcher.config;

import io.restartmonkey.cluster.ForeignText;

/** A setting must be mended. The message says where it stands, what is wrong, and the cure. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean flag;

  private ConfigException(String message, boolean flag) {
    super(ForeignText.oneLine(message));
    this.flag = flag;
  }

  /**
   * A setting of the file, of the environment, or among all.
   *
   * @param origin where it stands
   * @param reason what is wrong, and the cure
   */
  public static ConfigException at(String origin, String reason) {
    return new ConfigException(origin + ": " + reason, false);
  }

  /**
   * A setting given as a flag.
   *
   * @param flag the flag as it was typed
   * @param reason what is wrong, and the cure
   */
  public static ConfigException ofFlag(String flag, String reason) {
    return new ConfigException(flag + ": " + reason, true);
  }

  /** Whether a flag is wrong, hence the way in which the program was called. */
  public boolean isFlag() {
    return flag;
  }
}
