package io.restartmonkey.cluster;

/**
 * A record from outside that was not believed. It is counted and shown, never used.
 *
 * @param record which one, safe to print
 * @param reason what is wrong with it, safe to print
 */
public record RefusedRecord(String record, String reason) {
  /** Of a server's registration. */
  public static RefusedRecord ofServer(String name, String reason) {
    return new RefusedRecord("server " + Syntax.quote(name), reason);
  }

  /** Whether it is a server's registration. */
  public boolean isOfServer(String name) {
    return record.equals("server " + Syntax.quote(name));
  }
}
