package io.restartmonkey.simulation;

import io.restartmonkey.Leftover;
import io.restartmonkey.OngoingRun;
import io.restartmonkey.PatternMatch;
import io.restartmonkey.PlaybookEvent;
import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.PlaybookRunner;
import io.restartmonkey.inventory.Inventory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Ansible on a machine. */
record Runner(Machine machine, Estate estate, Invariants rules) implements PlaybookRunner {

  @Override
  public OngoingRun begin(PlaybookRun run, Consumer<PlaybookEvent> events) {
    machine.points().enter();
    PlaybookProcess process =
        new PlaybookProcess(run, machine, estate, new Plays(estate, rules)::of);
    rules.begins(process);
    process.begin();
    machine.points().reach();
    return new OngoingRun(process.outcome(), () -> process.kill("ended, as asked"));
  }

  @Override
  public PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events) {
    // Core begins its runs and is told of their end; whoever waits here would stop time itself.
    throw new UnsupportedOperationException("nobody waits in virtual time");
  }

  @Override
  public Optional<PlaybookOutcome> recover(PlaybookRun run) {
    machine.points().enter();
    List.copyOf(machine.processes()).stream()
        .filter(process -> process.run().folder().equals(run.folder()))
        .forEach(process -> process.kill("its launcher is gone"));
    return machine.outcome(run.folder());
  }

  @Override
  public List<Leftover> leftovers(Path runs) {
    return machine.processes().stream()
        .map(process -> new Leftover(process.runId(), List.of(1L)))
        .toList();
  }

  @Override
  public List<String> refusals(Inventory inventory, List<Path> playbooks) {
    return List.of();
  }

  @Override
  public PlaybookOutcome reach(
      Inventory inventory, Path folder, Map<String, Object> variables, boolean asRoot) {
    return new PlaybookOutcome.Succeeded(Map.of());
  }

  @Override
  public PatternMatch hosts(Inventory inventory, Path folder, String pattern) {
    return new PatternMatch.Hosts(List.of());
  }
}
