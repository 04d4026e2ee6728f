package io.restartmonkey.plan;

/**
 * Something to be done about a server.
 *
 * @param remedy what
 * @param server the server's name
 * @param reason why, in one line
 */
public record Action(Remedy remedy, String server, String reason) {
  @Override
  public String toString() {
    return "%s %s: %s".formatted(remedy.word(), server, reason);
  }
}
