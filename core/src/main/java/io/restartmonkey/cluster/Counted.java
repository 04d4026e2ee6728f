package io.restartmonkey.cluster;

/** A number with what is counted, for messages. */
public final class Counted {
  private Counted() {}

  /** {@code 1 server}, {@code 2 servers}. */
  public static String of(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
