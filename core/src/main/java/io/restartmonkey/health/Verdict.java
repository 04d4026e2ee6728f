package io.restartmonkey.health;

/** What is thought of a server. */
public sealed interface Verdict {

  /** Why, in one line; empty text where all is well. */
  String reason();

  /** The verdict in a word. */
  String word();

  /** All is well. */
  record Healthy() implements Verdict {
    @Override
    public String reason() {
      return "";
    }

    @Override
    public String word() {
      return "healthy";
    }
  }

  /**
   * Something is odd, but not enough to do anything about it.
   *
   * @param doubt what is odd
   */
  record Suspect(Doubt doubt, String reason) implements Verdict {
    /** What is odd about a suspect server. */
    public enum Doubt {
      /** Nothing is heard of it. */
      SILENT,
      /** Nothing was ever heard of it, and it does not answer: perhaps there is no such server. */
      NEVER_HEARD,
      /** Nothing is heard of it, and nobody there can be asked from here. */
      NOT_ASKED,
      /** It is busy, but so are its peers. */
      LOAD,
      /** Its agent says that the app is down. */
      APP_DOWN,
      /** The same for long, but the app answers when it is asked directly, for as long. */
      APP_ILL,
      /** It is not yet trusted again. */
      RECOVERING
    }

    @Override
    public String word() {
      return doubt == Doubt.LOAD ? "load" : doubt == Doubt.APP_ILL ? "ill" : "suspect";
    }
  }

  /**
   * It no longer works.
   *
   * @param cause what no longer answers
   */
  record Hung(Cause cause, String reason) implements Verdict {
    /** What no longer answers. */
    public enum Cause {
      /** The whole server. */
      SERVER,
      /** Its app alone. */
      APP
    }

    @Override
    public String word() {
      return cause == Cause.APP ? "app hung" : "hung";
    }
  }

  /** It burns CPU, and its peers do not. */
  record Overloaded(String reason) implements Verdict {
    @Override
    public String word() {
      return "overloaded";
    }
  }

  /** Its heartbeat stopped, but it answers when asked directly. */
  record AgentDead(String reason) implements Verdict {
    @Override
    public String word() {
      return "agent dead";
    }
  }
}
