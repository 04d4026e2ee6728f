package io.restartmonkey.monitor;

import io.restartmonkey.cluster.Heartbeat;
import java.util.Optional;

/**
 * What was heard of one server so far. Time is what passed while we looked: a look that failed, or
 * was late, adds nothing to a server's silence.
 *
 * @param id the newest heartbeat's id; empty text before the first
 * @param boot the boot it told of
 * @param silentNanos how long nothing new was heard
 * @param silentLooks in how many looks
 * @param downNanos how long its app has been down by its agent's word; -1 = it is not
 * @param downBeats in how many heartbeats
 * @param busy one bit for each of the last heartbeats, newest lowest: CPU was high
 * @param calm the same: CPU was low
 * @param warm the same: CPU was not low
 * @param overloaded whether it was busy often enough, and not yet calm often enough
 * @param goodBeats good heartbeats in a row
 * @param trusted whether it has been heard of well since anything was wrong
 */
record History(
    String id,
    String boot,
    long silentNanos,
    int silentLooks,
    long downNanos,
    int downBeats,
    int busy,
    int calm,
    int warm,
    boolean overloaded,
    int goodBeats,
    boolean trusted) {
  private static final int FEWEST = 3;
  private static final long UP = -1;

  /** Of a server that nothing is known of. */
  static final History NONE = new History("", "", 0, 0, UP, 0, 0, 0, 0, false, 0, false);

  /** The history after one more look. */
  History after(Optional<Heartbeat> newest, long passed, HealthPolicy policy) {
    if (newest.isEmpty() || newest.get().id().equals(id)) {
      return silentFor(passed, policy);
    }
    return heard(newest.get(), passed, policy);
  }

  boolean isSilent(HealthPolicy policy) {
    return silentLooks >= FEWEST && silentNanos >= policy.hungAfter().toNanos();
  }

  /** Half-way to being silent. */
  boolean isQuiet(HealthPolicy policy) {
    return silentLooks >= FEWEST && silentNanos >= policy.hungAfter().toNanos() / 2;
  }

  boolean isAppDown(HealthPolicy policy) {
    return downBeats >= FEWEST && downNanos >= policy.appDownAfter().toNanos();
  }

  int busyBeats() {
    return Integer.bitCount(busy);
  }

  /** Busy enough to make a busy peer look like load. */
  boolean isBusyToo(HealthPolicy policy) {
    return 2 * Integer.bitCount(warm) >= policy.needed();
  }

  /** Its agent said so last. */
  boolean isDown() {
    return downNanos != UP;
  }

  private History silentFor(long passed, HealthPolicy policy) {
    History longer =
        new History(
            id,
            boot,
            silentNanos + passed,
            silentLooks + 1,
            downNanos == UP ? UP : downNanos + passed,
            downBeats,
            busy,
            calm,
            warm,
            overloaded,
            goodBeats,
            trusted);
    return longer.isSilent(policy) ? longer.distrusted() : longer;
  }

  private History heard(Heartbeat beat, long passed, HealthPolicy policy) {
    boolean sameBoot = beat.boot().equals(boot);
    int window = (int) ((1L << policy.samples()) - 1);
    int nowBusy = next(sameBoot ? busy : 0, beat.cpu() >= policy.cpuHigh()) & window;
    int nowCalm = next(sameBoot ? calm : 0, beat.cpu() <= policy.cpuLow()) & window;
    boolean down = beat.app().equals("down");
    int good = down ? 0 : goodBeats + 1;
    History next =
        new History(
            beat.id(),
            beat.boot(),
            0,
            0,
            down ? Math.max(0, downNanos == UP ? 0 : downNanos + passed) : UP,
            down ? downBeats + 1 : 0,
            nowBusy,
            nowCalm,
            next(sameBoot ? warm : 0, beat.cpu() > policy.cpuLow()) & window,
            (sameBoot && overloaded)
                ? Integer.bitCount(nowCalm) < policy.needed()
                : Integer.bitCount(nowBusy) >= policy.needed(),
            good,
            trusted || good >= policy.recovery());
    return next.isAppDown(policy) ? next.distrusted() : next;
  }

  /** The same, as if its CPU had not been looked at. */
  History withoutLoad() {
    return new History(
        id,
        boot,
        silentNanos,
        silentLooks,
        downNanos,
        downBeats,
        0,
        0,
        0,
        false,
        goodBeats,
        trusted);
  }

  /** The same, as if it had just been heard. */
  History withoutSilence() {
    return new History(
        id, boot, 0, 0, downNanos, downBeats, busy, calm, warm, overloaded, goodBeats, trusted);
  }

  private History distrusted() {
    return new History(
        id,
        boot,
        silentNanos,
        silentLooks,
        downNanos,
        downBeats,
        busy,
        calm,
        warm,
        overloaded,
        0,
        false);
  }

  private static int next(int bits, boolean bit) {
    return (bits << 1) | (bit ? 1 : 0);
  }
}
