package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A server, as it really is. */
final class SimulatedServer {
  /** How often an agent beats. */
  static final Duration BEAT = Duration.ofSeconds(2);

  private static final double CPUS = 2;
  private static final String BOOT = "0b1c2d3e-0000-4000-8000-%012d";

  /** How its app is. */
  enum App {
    WELL,
    BUSY,
    HUNG,
    DOWN
  }

  private final Server server;
  private final EventQueue agenda;
  private final BooleanSupplier arrives;
  private final Supplier<Duration> clockOffset;
  private App app = App.WELL;
  private boolean frozen;
  private boolean agentDead;
  private boolean badBuild;
  private boolean loaded;
  private boolean stolen;
  private boolean exists = true;
  private int boots;
  private String boot = BOOT.formatted(0);
  private Duration brokenSince = Duration.ZERO;
  private Optional<Heartbeat> newest = Optional.empty();
  private Duration muteUntil = Duration.ZERO;
  private Duration late = Duration.ZERO;
  private Duration repeatsUntil = Duration.ZERO;
  private long lastBeat = -1;
  private long lastMillis;
  private int lastSequence;

  /**
   * A server that was just made.
   *
   * @param arrives whether Redis takes its heartbeats
   * @param clockOffset how far the clock is off by which Redis stamps them
   */
  SimulatedServer(
      Server server, EventQueue agenda, BooleanSupplier arrives, Supplier<Duration> clockOffset) {
    this.server = server;
    this.agenda = agenda;
    this.arrives = arrives;
    this.clockOffset = clockOffset;
  }

  Server server() {
    return server;
  }

  String name() {
    return server.name();
  }

  boolean isIn(String service) {
    return server.groups().contains(service);
  }

  boolean exists() {
    return exists;
  }

  /** Whether SSH would answer, as far as the server itself goes. */
  boolean isUp() {
    return exists && !frozen;
  }

  /** Whether its app answers requests. */
  boolean answers() {
    return isUp() && (app == App.WELL || app == App.BUSY);
  }

  /** For how long its app has not answered. */
  Duration brokenFor() {
    return agenda.wall().minus(brokenSince);
  }

  boolean isWell() {
    return isUp() && !agentDead && app == App.WELL && !loaded && !stolen && !badBuild && !isMute();
  }

  private boolean isMute() {
    return agenda.wallNanos() < muteUntil.toNanos();
  }

  /** Whether it serves, and has more to do than it can. */
  boolean burns() {
    return answers() && (app == App.BUSY || loaded);
  }

  void freeze() {
    change(() -> frozen = true);
  }

  void thaw() {
    change(() -> frozen = false);
  }

  void becomes(App next) {
    change(() -> app = badBuild ? App.DOWN : next);
  }

  void killAgent() {
    change(() -> agentDead = true);
  }

  void startAgent() {
    change(() -> agentDead = false);
  }

  /** Its release cannot work, however often it is started. */
  void deploy(boolean bad) {
    change(
        () -> {
          badBuild = bad;
          app = bad ? App.DOWN : App.WELL;
        });
  }

  /** Requests come faster than it can answer, whatever is done to it. */
  void load(boolean heavy) {
    change(() -> loaded = heavy);
  }

  /**
   * Its host gives its CPUs to others. Its agent is an old one: it takes that for use, and does not
   * say how many CPUs there are.
   */
  void steal(boolean now) {
    change(() -> stolen = now);
  }

  /** It is well again by itself, if it was like this. */
  void recoverFrom(App how) {
    if (app == how) {
      becomes(App.WELL);
    }
  }

  void stopService() {
    change(() -> app = App.DOWN);
  }

  void startService() {
    becomes(App.WELL);
  }

  void boot() {
    change(
        () -> {
          boots++;
          boot = BOOT.formatted(boots);
          frozen = false;
          agentDead = false;
          app = badBuild ? App.DOWN : App.WELL;
        });
  }

  void goDown() {
    change(() -> frozen = true);
  }

  void destroy() {
    change(() -> exists = false);
  }

  /** None of its heartbeats arrives for some time. */
  void mute(Duration time) {
    beat();
    muteUntil = agenda.wall().plus(time);
  }

  /** For some time its last heartbeat comes in again and again, if no new one does. */
  void repeatBeats(Duration time) {
    beat();
    repeatsUntil = agenda.wall().plus(time);
  }

  /** Its heartbeats arrive late. */
  void delayBeats(Duration by) {
    beat();
    late = by;
  }

  private void change(Runnable how) {
    beat();
    boolean answered = answers();
    how.run();
    if (answered && !answers()) {
      brokenSince = agenda.wall();
    }
  }

  /** The newest heartbeat that has arrived. */
  Optional<Heartbeat> heartbeat() {
    beat();
    return newest;
  }

  /** What arrived so far is gone. */
  void forgetBeats() {
    newest = Optional.empty();
    lastBeat = -1;
    lastMillis = 0;
  }

  /** Beats as often as it would have since it was looked at last: only the newest counts. */
  private void beat() {
    boolean beats = isUp() && !agentDead;
    boolean repeats = newest.isPresent() && agenda.wall().compareTo(repeatsUntil) < 0;
    if ((!beats && !repeats) || isMute() || !arrives.getAsBoolean()) {
      return;
    }
    long number = (agenda.wallNanos() - late.toNanos()) / BEAT.toNanos();
    if (number > lastBeat) {
      lastBeat = number;
      String id = id(EventQueue.DAWN.toEpochMilli() + number * BEAT.toMillis());
      newest = Optional.of(beats ? said(id) : again(id));
    }
  }

  private Heartbeat said(String id) {
    return new Heartbeat(
        id,
        app == App.BUSY || loaded || stolen ? 98 * CPUS : 5,
        stolen ? OptionalDouble.empty() : OptionalDouble.of(CPUS),
        boot,
        answers() ? "7" : "down");
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
