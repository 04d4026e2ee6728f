package io.restartmonkey.playbook;

import io.restartmonkey.cluster.ForeignText;

/** The record of a run cannot be written, read or understood. The message has file and cure. */
public final class RunFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the file, what is wrong with it, and the cure, in one line
   */
  public RunFolderException(String message) {
    super(ForeignText.oneLine(message));
  }

  /**
   * @param message the file, what is wrong with it, and the cure, in one line
   */
  public RunFolderException(String message, Throwable cause) {
    super(ForeignText.oneLine(message), cause);
  }

  /** The same of a run that has begun no step. */
  public RunFolderException beforeAnyStep() {
    return new RunFolderException(getMessage() + "; nothing was touched", this);
  }
}
