package io.restartmonkey.plan;

/**
 * Why a plan was refused.
 *
 * @param kind what must be mended
 * @param message one line: what, where and the cure
 */
public record Refusal(Kind kind, String message) {

  /** What must be mended before the plan can be made. */
  public enum Kind {
    /** A playbook, a template or a setting is wrong. */
    CONTENT,
    /** The cluster, as it is now, does not allow it. */
    CLUSTER
  }

  static Refusal content(String message) {
    return new Refusal(Kind.CONTENT, message);
  }

  static Refusal cluster(String message) {
    return new Refusal(Kind.CLUSTER, message);
  }
}
