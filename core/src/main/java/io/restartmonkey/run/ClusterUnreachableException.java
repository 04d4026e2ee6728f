package io.restartmonkey.run;

import io.restartmonkey.cluster.ForeignText;

/** The state of the cluster cannot be read now; nothing was touched. The message has the cure. */
public final class ClusterUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was tried, where, and the cure, in one line
   */
  public ClusterUnreachableException(String message) {
    super(ForeignText.oneLine(message));
  }

  /**
   * @param message what was tried, where, and the cure, in one line
   */
  public ClusterUnreachableException(String message, Throwable cause) {
    super(ForeignText.oneLine(message), cause);
  }
}
