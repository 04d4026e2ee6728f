package io.restartmonkey.simulation;

import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.PatternMatch;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.RunHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Ansible on a machine. */
final class Runner implements PlaybookRunner {
  private static final HostOutcome NOT_ATTEMPTED =
      new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", "");
  private static final Duration LOGIN = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MachineProcess launcher;
  private final World world;
  private final Invariants invariants;

  Runner(MachineProcess launcher, World world, Invariants invariants) {
    this.launcher = launcher;
    this.world = world;
    this.invariants = invariants;
  }

  @Override
  public RunHandle begin(PlaybookRun run, Consumer<PlaybookEvent> events) {
    launcher.points().enter();
    PlaybookProcess process =
        new PlaybookProcess(run, launcher, world, new SimulatedPlaybooks(world, invariants)::of);
    invariants.begins(process);
    process.begin();
    launcher.points().reach();
    return new RunHandle(
        process.outcome().thenApply(how -> told(how, events)),
        () -> process.kill("ended, as asked"));
  }

  private static PlaybookOutcome told(PlaybookOutcome how, Consumer<PlaybookEvent> events) {
    if (how instanceof PlaybookOutcome.Succeeded || how instanceof PlaybookOutcome.Failed) {
      Map<String, PlaybookEvent.Tally> tallies = new HashMap<>();
      how.hosts().forEach((host, outcome) -> tallies.put(host, tally(outcome)));
      events.accept(new PlaybookEvent.Ended(tallies));
    }
    return how;
  }

  private static PlaybookEvent.Tally tally(HostOutcome how) {
    return switch (how.state()) {
      case OK -> new PlaybookEvent.Tally(1, 0, 0, 0);
      case FAILED -> new PlaybookEvent.Tally(0, 0, 1, 0);
      case UNREACHABLE -> new PlaybookEvent.Tally(0, 0, 0, 1);
      case NOT_ATTEMPTED -> new PlaybookEvent.Tally(0, 0, 0, 0);
    };
  }

  @Override
  public PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events) {
    // Core begins its runs and is told of their end; whoever waits here would stop time itself.
    throw new UnsupportedOperationException("nobody waits in virtual time");
  }

  @Override
  public Optional<PlaybookOutcome> recover(PlaybookRun run) {
    launcher.points().enter();
    List.copyOf(launcher.machine().processes()).stream()
        .filter(process -> process.run().folder().equals(run.folder()))
        .forEach(process -> process.kill("its launcher is gone"));
    return launcher.machine().outcome(run.folder());
  }

  @Override
  public List<OrphanRun> leftovers(Path runs) {
    return launcher.machine().processes().stream()
        .map(process -> new OrphanRun(process.runId(), List.of(1L)))
        .toList();
  }

  @Override
  public Optional<String> lacks(Path folder, String role, String tasks) {
    boolean missing =
        tasks.equals("power_cycle") && world.provider().power() == Provider.Switch.IS_NOT_THERE;
    return missing
        ? Optional.of("role " + role + " has no tasks/power_cycle.yml")
        : Optional.empty();
  }

  @Override
  public List<String> refusals(Inventory inventory, List<Path> playbooks) {
    return List.of();
  }

  @Override
  public PlaybookOutcome reach(
      Inventory inventory,
      Path folder,
      Map<String, Object> variables,
      Map<Path, String> playbooks) {
    throw new UnsupportedOperationException("nobody waits in virtual time");
  }

  @Override
  public RunHandle beginReach(
      Inventory inventory,
      Path folder,
      Map<String, Object> variables,
      Map<Path, String> playbooks) {
    Map<String, HostOutcome> hosts = new HashMap<>();
    inventory.servers().forEach(server -> hosts.put(server.name(), login(server.name())));
    boolean all = hosts.values().stream().allMatch(HostOutcome::isOk);
    CompletableFuture<PlaybookOutcome> outcome = new CompletableFuture<>();
    Runnable end =
        () ->
            outcome.complete(
                all ? new PlaybookOutcome.Succeeded(hosts) : new PlaybookOutcome.Failed(hosts, 4));
    world.queue().after(all ? world.about(LOGIN) : PATIENCE, () -> launcher.machine().perform(end));
    Map<String, HostOutcome> cutOff = new HashMap<>();
    hosts.keySet().forEach(name -> cutOff.put(name, NOT_ATTEMPTED));
    return new RunHandle(
        outcome,
        () -> outcome.complete(new PlaybookOutcome.CutOff("ended, as asked", false, cutOff)));
  }

  private HostOutcome login(String server) {
    return world.letsIn(server) && !launcher.machine().isCutOff()
        ? new HostOutcome(HostOutcome.State.OK, "", "")
        : new HostOutcome(HostOutcome.State.UNREACHABLE, "Log in", "it lets nobody in");
  }

  @Override
  public PatternMatch hosts(Inventory inventory, Path folder, String pattern) {
    return new PatternMatch.Hosts(List.of());
  }
}
