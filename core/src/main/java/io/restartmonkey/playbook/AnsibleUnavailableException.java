package io.restartmonkey.playbook;

import io.restartmonkey.cluster.ForeignText;

/** Ansible cannot be run on this machine. The message has the cure. */
public final class AnsibleUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was tried and the cure, in one line
   */
  public AnsibleUnavailableException(String message) {
    super(ForeignText.oneLine(message));
  }
}
