package io.restartmonkey;

/** The record of a run cannot be written, read or understood. The message has file and cure. */
public final class RunFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the file, what is wrong with it, and the cure, in one line
   */
  public RunFolderException(String message) {
    super(message);
  }

  /**
   * @param message the file, what is wrong with it, and the cure, in one line
   */
  public RunFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
