package io.restartmonkey.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Virtual time, and what is to happen in it. Events of one moment happen in the order in which they
 * were planned. For one thread.
 */
final class EventQueue {
  /** When every simulated day begins. */
  static final Instant DAWN = Instant.parse("2026-01-02T00:00:00Z");

  private record Event(long nanos, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Long.compare(nanos, other.nanos);
      return order == 0 ? Long.compare(number, other.number) : order;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nanos;
  private long skipped;
  private long lastNumber;

  /** The monotonic clock: time that was skipped did not pass for anybody. */
  long nanos() {
    return nanos;
  }

  /** How much of the day is over. */
  Duration wall() {
    return Duration.ofNanos(nanos + skipped);
  }

  long wallNanos() {
    return nanos + skipped;
  }

  Instant now() {
    return DAWN.plusNanos(nanos + skipped);
  }

  void after(Duration delay, Runnable what) {
    events.add(new Event(nanos + Math.max(0, delay.toNanos()), ++lastNumber, what));
  }

  /** Lets the next event happen. */
  void next() {
    Event event = events.remove();
    nanos = event.nanos;
    event.what.run();
  }

  /** When the next event is due. */
  Duration nextWall() {
    return events.isEmpty()
        ? Duration.ofDays(1000)
        : Duration.ofNanos(events.element().nanos + skipped);
  }

  /** Lets time pass in which nothing is due. */
  void passTo(Duration wall) {
    nanos = Math.max(nanos, wall.toNanos() - skipped);
  }

  /**
   * Leaves out time in which all that happens is that nothing does.
   *
   * @param wall not more than up to then
   * @param turn whole turns of this only, so that what comes round comes round as before
   */
  void skipTo(Duration wall, Duration turn) {
    Duration left = wall.minus(wall());
    if (!left.isNegative()) {
      skipped += turn.multipliedBy(left.dividedBy(turn)).toNanos();
    }
  }

  /** The clock of a machine that is wrong by what is asked for at each look. */
  Clock clock(Supplier<Duration> offset) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now().plus(offset.get());
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
