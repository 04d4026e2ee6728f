package io.restartmonkey.simulation;

import static java.util.stream.Collectors.joining;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.StopSignal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who restarts the whole cluster now and then, and goes on with a restart that stopped
 * half-way, as the alert says, until it is done. What cannot be gone on with is begun anew.
 */
final class Operator {
  /** After so many resumptions in vain, a new restart is begun. */
  private static final int MAX_RESUMPTIONS = 4;

  private static final int MAX_TRIES = 12;
  private static final int MAX_ABSENCE = 3600;
  private static final int MAX_SECONDS_TO_LIVE = 90;

  private final Machine desk;
  private final World world;
  private final Content content;
  private final Invariants invariants;
  private final CrashPoints points = new CrashPoints();
  private Optional<Errand> errand = Optional.empty();
  private Optional<Consumer<Operator>> afterDeath = Optional.empty();
  private int done;

  Operator(Machine desk, World world, Content content, Invariants invariants) {
    this.desk = desk;
    this.world = world;
    this.content = content;
    this.invariants = invariants;
  }

  /** A machine of nobody else. */
  Machine desk() {
    return desk;
  }

  CrashPoints points() {
    return points;
  }

  /** How many restarts have come to a good end. */
  int done() {
    return done;
  }

  /** Restarts the cluster from a machine, unless the restart before is not done. */
  void restart(Machine machine, boolean reboots) {
    if (errand.isEmpty()) {
      errand = Optional.of(new Errand(machine, reboots));
      goOn();
    }
  }

  /** Tries once more, if something is left to be done. */
  void goOn() {
    errand.ifPresent(Errand::goOn);
  }

  void goOnAfter(Duration time) {
    world.queue().after(time, this::goOn);
  }

  /** Whether nothing is left to be done. */
  boolean isIdle() {
    return errand.isEmpty();
  }

  /** Whether a restart is going on. */
  boolean isAtWork() {
    return errand.filter(Errand::isAtWork).isPresent();
  }

  /** Like kill -9; its playbooks go on. */
  void kill() {
    errand.ifPresent(Errand::kill);
  }

  void rebootMachine(Duration time) {
    errand.ifPresent(there -> there.machine.reboot(time));
  }

  /** What somebody asks of a restart who wants it to stop. */
  void ask(Consumer<StopSignal> how) {
    errand.filter(Errand::isAtWork).ifPresent(there -> how.accept(there.stop));
  }

  /** What happens once when the launcher has died, instead of what a day brings. */
  void afterDeath(Consumer<Operator> event) {
    afterDeath = Optional.of(event);
  }

  private final class Errand {
    private final boolean reboots;
    private Machine machine;
    private Optional<MachineProcess> process = Optional.empty();
    private StopSignal stop = new StopSignal();
    private int tries;

    Errand(Machine machine, boolean reboots) {
      this.machine = machine;
      this.reboots = reboots;
    }

    boolean isAtWork() {
      return process.isPresent();
    }

    void kill() {
      process.ifPresent(MachineProcess::kill);
    }

    void goOn() {
      if (isAtWork()) {
        return;
      }
      if (machine.isGone()) {
        machine = desk;
      }
      tries++;
      stop = new StopSignal();
      MachineProcess next = new MachineProcess(machine, world.queue(), points, this::died);
      process = Optional.of(next);
      next.execute(() -> begin(next));
      if (tries > 1 && afterDeath.isEmpty() && world.random().nextInt(4) == 0) {
        Duration life = Duration.ofSeconds(world.random().nextInt(MAX_SECONDS_TO_LIVE));
        world.queue().after(life, next::kill);
      }
    }

    private void begin(MachineProcess launcher) {
      try {
        work(launcher).whenComplete((report, problem) -> ended(launcher, report, problem));
      } catch (RuntimeException e) {
        ended(launcher, null, e);
      }
    }

    private CompletionStage<RestartReport> work(MachineProcess launcher) {
      RestartMonkey monkey = new MonkeyWiring(launcher, world, content, invariants).monkey();
      Optional<String> halfWay = machine.journals().halfWay();
      if (halfWay.isPresent() && tries % (MAX_RESUMPTIONS + 1) != 0) {
        say("resumes " + halfWay.get());
        return monkey.resume(halfWay.get(), stop, launcher);
      }
      say("restarts the cluster");
      return monkey.start(
          RestartRequest.restartCluster().withVariables(Map.of(Variables.REBOOT_SERVERS, reboots)),
          stop,
          launcher);
    }

    private void ended(
        MachineProcess launcher, @Nullable RestartReport report, @Nullable Throwable problem) {
      if (points.isDying()) {
        return; // The dead tell nothing.
      }
      launcher.end();
      process = Optional.empty();
      if (report == null) {
        say("cannot: " + problem);
        comeBackLater();
      } else if (report.isDone() && machine.journals().halfWay().isEmpty()) {
        say("is done");
        done++;
        errand = Optional.empty();
      } else {
        say(
            report.status()
                + ": "
                + report.message()
                + report.refusals().stream()
                    .map(refusal -> "; " + refusal.message())
                    .collect(joining()));
        comeBackLater();
      }
    }

    private void died() {
      process = Optional.empty();
      say("sees the launcher die");
      Consumer<Operator> event = afterDeath.orElse(operator -> comeBackLater());
      event.accept(Operator.this);
    }

    private void comeBackLater() {
      if (tries < MAX_TRIES) {
        goOnAfter(Duration.ofSeconds(60 + world.random().nextInt(MAX_ABSENCE)));
      } else {
        say("gives up");
        errand = Optional.empty();
      }
    }

    private void say(String what) {
      world.trace().say("the operator on " + machine.name() + " " + what);
    }
  }
}
