package io.restartmonkey.run;

/** Another run is going on; nothing was touched. The message says which, and what to do. */
public final class RunInProgressException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message who is at it, and the cure, in one line
   */
  public RunInProgressException(String message) {
    super(message);
  }
}
