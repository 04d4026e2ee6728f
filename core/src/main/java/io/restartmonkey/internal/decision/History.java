package io.restartmonkey.internal.decision;

import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.health.HealthPolicy;
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
 * @param load how busy it was
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
    Load load,
    int goodBeats,
    boolean trusted) {
  private static final int FEWEST = 3;
  private static final long UP = -1;

  /**
   * How busy a server was.
   *
   * @param busy in which of the last heartbeats CPU was high
   * @param warm the same: CPU was not low
   * @param over whether it was busy often enough, and not yet calm often enough
   * @param spare for how many heartbeats more its CPU is not judged
   */
  record Load(Window busy, Window warm, boolean over, int spare) {
    static final Load NONE = new Load(Window.NONE, Window.NONE, false, 0);

    static Load judgedAfter(int spare) {
      return new Load(Window.NONE, Window.NONE, false, spare);
    }

    Load after(Heartbeat beat, HealthPolicy policy) {
      if (spare > 0) {
        return judgedAfter(spare - 1);
      } else if (beat.load().isEmpty()) {
        return NONE; // Nobody can tell what it is a part of.
      }
      double percent = beat.load().getAsDouble();
      Window nowBusy = busy.with(percent >= policy.cpuHigh(), policy.samples());
      Window nowWarm = warm.with(percent > policy.cpuLow(), policy.samples());
      return new Load(
          nowBusy,
          nowWarm,
          over ? nowWarm.rest() < policy.needed() : nowBusy.count() >= policy.needed(),
          0);
    }
  }

  /** Of a server that nothing is known of. */
  static final History NONE = new History("", "", 0, 0, UP, 0, Load.NONE, 0, false);

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

  boolean overloaded() {
    return load.over();
  }

  int busyBeats() {
    return load.busy().count();
  }

  /**
   * Calm enough for a busy peer to be ill rather than under load. One that is not judged by its
   * CPU, or not for long, is not known to be.
   */
  boolean isKnownCalm(HealthPolicy policy) {
    return 2 * load.warm().count() < policy.needed() && 2 * load.warm().rest() >= policy.needed();
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
            load,
            goodBeats,
            trusted);
    return longer.isSilent(policy) ? longer.distrusted() : longer;
  }

  private History heard(Heartbeat beat, long passed, HealthPolicy policy) {
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
            loadBefore(beat, policy).after(beat, policy),
            good,
            trusted || good >= policy.recovery());
    return next.isAppDown(policy) ? next.distrusted() : next;
  }

  /** What was before a boot does not count, and what comes right after it is its warming up. */
  private Load loadBefore(Heartbeat beat, HealthPolicy policy) {
    if (beat.boot().equals(boot)) {
      return load;
    }
    return boot.isEmpty() ? Load.NONE : Load.judgedAfter(policy.graceBeats());
  }

  /** The same, as if its CPU had not been looked at. */
  History withoutLoad() {
    return with(Load.NONE);
  }

  private History with(Load other) {
    return new History(
        id, boot, silentNanos, silentLooks, downNanos, downBeats, other, goodBeats, trusted);
  }

  /** The same, as if it had just been heard. */
  History withoutSilence() {
    return new History(id, boot, 0, 0, downNanos, downBeats, load, goodBeats, trusted);
  }

  private History distrusted() {
    return new History(id, boot, silentNanos, silentLooks, downNanos, downBeats, load, 0, false);
  }
}
