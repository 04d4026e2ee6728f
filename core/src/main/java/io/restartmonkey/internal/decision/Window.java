package io.restartmonkey.internal.decision;

/** The last heartbeats, one bit for each: whether something held in it. Immutable. */
final class Window {
  /** Of no heartbeat. */
  static final Window NONE = new Window(new long[0], 0);

  private final long[] bits;
  private final int size;
  private final int count;

  /**
   * A window.
   *
   * @param bits the newest is the lowest of the first
   */
  private Window(long[] bits, int size) {
    this.bits = bits;
    this.size = size;
    int ones = 0;
    for (long word : bits) {
      ones += Long.bitCount(word);
    }
    this.count = ones;
  }

  /**
   * The window after one more heartbeat.
   *
   * @param longest how many it holds
   */
  Window with(boolean bit, int longest) {
    long[] next = new long[(longest + Long.SIZE - 1) / Long.SIZE];
    long carry = bit ? 1 : 0;
    for (int i = 0; i < next.length; i++) {
      long word = i < bits.length ? bits[i] : 0;
      next[i] = (word << 1) | carry;
      carry = word >>> (Long.SIZE - 1);
    }
    int last = longest % Long.SIZE;
    if (last > 0) {
      next[next.length - 1] &= (1L << last) - 1;
    }
    return new Window(next, Math.min(size + 1, longest));
  }

  /** In how many of them it held. */
  int count() {
    return count;
  }

  /** In how many it did not. */
  int rest() {
    return size - count;
  }
}
