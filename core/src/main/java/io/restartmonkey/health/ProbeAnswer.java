package io.restartmonkey.health;

/**
 * What a server said when it was asked directly, past its agent and past Redis.
 *
 * @param ssh what its SSH daemon said
 * @param app what its app said; {@link Said#NOT_ASKED} where there is none
 */
public record ProbeAnswer(Said ssh, Said app) {
  /** What one of those who were asked said. */
  public enum Said {
    /** It answered. */
    SOMETHING,
    /** It hung up without a word: somebody is there, but this is no answer. */
    HUNG_UP,
    /** It was asked, and said nothing. */
    NOTHING,
    /** The same, but so it was while all was well: from here it cannot be heard. */
    UNHEARD,
    /** It cannot be asked from here, so that its silence tells nothing. */
    NOT_ASKED
  }

  /** Neither SSH nor the app said anything. */
  public static final ProbeAnswer ALL_SILENT = new ProbeAnswer(Said.NOTHING, Said.NOTHING);

  /** SSH answered, the app said nothing. */
  public static final ProbeAnswer APP_SILENT = new ProbeAnswer(Said.SOMETHING, Said.NOTHING);

  /** The app answered, SSH said nothing. */
  public static final ProbeAnswer SSH_SILENT = new ProbeAnswer(Said.NOTHING, Said.SOMETHING);

  /** Both answered. */
  public static final ProbeAnswer ANSWERS = new ProbeAnswer(Said.SOMETHING, Said.SOMETHING);

  /** Whether anybody at the server was heard. */
  public boolean isAlive() {
    return isHeard(ssh) || isHeard(app);
  }

  /** Whether nobody could be asked, or be heard. */
  public boolean isUnknown() {
    return ssh == Said.NOT_ASKED && (app == Said.NOT_ASKED || isAppUnheard());
  }

  /** Whether the app was asked and answered. */
  public boolean doesAppAnswer() {
    return app == Said.SOMETHING;
  }

  /** Whether the app was asked, and cannot be heard from here. */
  public boolean isAppUnheard() {
    return app == Said.UNHEARD;
  }

  /** Whether the app was asked and did not answer. */
  public boolean isAppSilent() {
    return app == Said.NOTHING || app == Said.HUNG_UP;
  }

  /** Whether SSH was asked and did not answer. */
  public boolean isSshSilent() {
    return ssh == Said.NOTHING;
  }

  /** The same, where nothing follows from the silence of SSH. */
  public ProbeAnswer withoutSshSilence() {
    return isSshSilent() ? new ProbeAnswer(Said.NOT_ASKED, app) : this;
  }

  /** The same, where nothing follows from the silence of the app. */
  public ProbeAnswer withoutAppSilence() {
    return app == Said.NOTHING ? new ProbeAnswer(ssh, Said.UNHEARD) : this;
  }

  /**
   * What two askings say together: whoever answered once is not silent, nor is who could be asked
   * only once.
   */
  public ProbeAnswer or(ProbeAnswer other) {
    return new ProbeAnswer(clearer(ssh, other.ssh), clearer(app, other.app));
  }

  private static boolean isHeard(Said said) {
    return said == Said.SOMETHING || said == Said.HUNG_UP;
  }

  private static Said clearer(Said one, Said other) {
    Said first = one.compareTo(other) <= 0 ? one : other;
    Said last = first == one ? other : one;
    return isHeard(first) ? first : last;
  }
}
