package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** The heartbeats of one server as they arrive in Redis: they may be lost, late or repeated. */
final class HeartbeatStream {
  /** How often an agent beats. */
  private static final Duration BEAT = Duration.ofSeconds(2);

  private final EventQueue queue;
  private final BooleanSupplier arrives;
  private final Supplier<Duration> clockOffset;
  private Optional<Heartbeat> newest = Optional.empty();
  private Duration muteUntil = Duration.ZERO;
  private Duration late = Duration.ZERO;
  private Duration repeatsUntil = Duration.ZERO;
  private long lastBeat = -1;
  private long lastMillis;
  private int lastSequence;

  /**
   * A stream without a heartbeat.
   *
   * @param arrives whether Redis takes heartbeats
   * @param clockOffset how far the clock is off by which Redis stamps them
   */
  HeartbeatStream(EventQueue queue, BooleanSupplier arrives, Supplier<Duration> clockOffset) {
    this.queue = queue;
    this.arrives = arrives;
    this.clockOffset = clockOffset;
  }

  /** None arrives for some time. */
  void mute(Duration time) {
    muteUntil = queue.wall().plus(time);
  }

  boolean isMute() {
    return queue.wallNanos() < muteUntil.toNanos();
  }

  /** For some time the last one comes in again and again, if no new one does. */
  void repeat(Duration time) {
    repeatsUntil = queue.wall().plus(time);
  }

  /** They arrive late. */
  void delay(Duration by) {
    late = by;
  }

  /** The newest one that has arrived. */
  Optional<Heartbeat> newest() {
    return newest;
  }

  /** What arrived so far is gone. */
  void forget() {
    newest = Optional.empty();
    lastBeat = -1;
    lastMillis = 0;
  }

  /**
   * Beats as often as it would have since it was looked at last: only the newest counts.
   *
   * @param beats whether the agent beats; else its last heartbeat may be repeated
   * @param said what the agent says, under an id
   */
  void beat(boolean beats, Function<String, Heartbeat> said) {
    boolean repeats = newest.isPresent() && queue.wall().compareTo(repeatsUntil) < 0;
    if ((!beats && !repeats) || isMute() || !arrives.getAsBoolean()) {
      return;
    }
    long number = (queue.wallNanos() - late.toNanos()) / BEAT.toNanos();
    if (number > lastBeat) {
      lastBeat = number;
      String id = id(EventQueue.DAWN.toEpochMilli() + number * BEAT.toMillis());
      newest = Optional.of(beats ? said.apply(id) : again(id));
    }
  }

  private Heartbeat again(String id) {
    Heartbeat last = newest.orElseThrow();
    return new Heartbeat(id, last.cpu(), last.cpus(), last.boot(), last.app());
  }

  /** As Redis gives it: when its clock was put back, it counts on from the last one. */
  private String id(long trueMillis) {
    long millis = trueMillis + clockOffset.get().toMillis();
    lastSequence = millis > lastMillis ? 0 : lastSequence + 1;
    lastMillis = Math.max(millis, lastMillis);
    return lastMillis + "-" + lastSequence;
  }
}
