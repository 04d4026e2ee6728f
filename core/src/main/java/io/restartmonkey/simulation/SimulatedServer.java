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
  private final EventQueue queue;
  private final HeartbeatStream heartbeats;
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

  /**
   * A server that was just made.
   *
   * @param arrives whether Redis takes its heartbeats
   * @param clockOffset how far the clock is off by which Redis stamps them
   */
  SimulatedServer(
      Server server, EventQueue queue, BooleanSupplier arrives, Supplier<Duration> clockOffset) {
    this.server = server;
    this.queue = queue;
    this.heartbeats = new HeartbeatStream(queue, arrives, clockOffset);
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
    return queue.wall().minus(brokenSince);
  }

  boolean isWell() {
    return isUp()
        && !agentDead
        && app == App.WELL
        && !loaded
        && !stolen
        && !badBuild
        && !heartbeats.isMute();
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
    heartbeats.mute(time);
  }

  /** For some time its last heartbeat comes in again and again, if no new one does. */
  void repeatBeats(Duration time) {
    beat();
    heartbeats.repeat(time);
  }

  /** Its heartbeats arrive late. */
  void delayBeats(Duration by) {
    beat();
    heartbeats.delay(by);
  }

  private void change(Runnable how) {
    beat();
    boolean answered = answers();
    how.run();
    if (answered && !answers()) {
      brokenSince = queue.wall();
    }
  }

  /** The newest heartbeat that has arrived. */
  Optional<Heartbeat> heartbeat() {
    beat();
    return heartbeats.newest();
  }

  /** What arrived so far is gone. */
  void forgetBeats() {
    heartbeats.forget();
  }

  /** Lets arrive what its agent has sent since it was looked at last. */
  private void beat() {
    heartbeats.beat(isUp() && !agentDead, this::said);
  }

  private Heartbeat said(String id) {
    return new Heartbeat(
        id,
        app == App.BUSY || loaded || stolen ? 98 * CPUS : 5,
        stolen ? OptionalDouble.empty() : OptionalDouble.of(CPUS),
        boot,
        answers() ? "7" : "down");
  }
}
