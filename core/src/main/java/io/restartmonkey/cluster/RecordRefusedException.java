package io.restartmonkey.cluster;

/** A value from outside is not what it must be. The message says which, and what was expected. */
public final class RecordRefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason one line for an operator; must hold hostile text only through {@link
   *     Syntax#quote}
   */
  public RecordRefusedException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** One line for an operator, safe to print. */
  public String reason() {
    return reason;
  }
}
