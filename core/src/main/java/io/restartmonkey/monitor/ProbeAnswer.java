package io.restartmonkey.monitor;

/** What a server said when it was asked directly, past its agent and past Redis. */
public enum ProbeAnswer {
  /** Nobody answered. */
  ALL_SILENT,
  /** The server's SSH daemon said who it is, the app said nothing. */
  APP_SILENT,
  /** SSH answered, and so did the app where there is one. */
  ANSWERS
}
