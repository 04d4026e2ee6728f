package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import java.util.List;

/** What the playbooks do, task by task, with the names that Ansible gives to their tasks. */
final class SimulatedPlaybooks {
  private final World world;
  private final Invariants invariants;

  /**
   * @param world what they do it to
   * @param invariants told before anything changes
   */
  SimulatedPlaybooks(World world, Invariants invariants) {
    this.world = world;
    this.invariants = invariants;
  }

  List<Task> of(PlaybookProcess process) {
    return switch (String.valueOf(process.run().playbook().getFileName())) {
      case Playbooks.RESTART_SERVER ->
          new RestartServerPlay(world, invariants, process, about(process, Variables.TARGET))
              .restart();
      case Playbooks.RESTART_AGENT -> restartAgent(about(process, Variables.TARGET));
      case Playbooks.ADD_SERVER ->
          new AddServerPlay(world, invariants, process, about(process, Variables.SERVER_NAME))
              .add();
      case Playbooks.RETIRE_SERVER ->
          new RetireServerPlay(world, invariants, process, about(process, Variables.TARGET))
              .retire();
      case Playbooks.STOP_SERVICES -> new StagePlay(world, invariants, process).stop();
      case Playbooks.RESTART_SERVICES ->
          new StagePlay(world, invariants, process).restart(process.flag(Variables.REBOOT_SERVERS));
      default -> throw new IllegalArgumentException("nobody knows " + process.run().playbook());
    };
  }

  /** The tasks of a play about the server that this variable names. */
  private Tasks about(PlaybookProcess process, String variable) {
    return new Tasks(world, invariants, process, process.text(variable));
  }

  private static List<Task> restartAgent(Tasks tasks) {
    tasks.onServer("agent : Restart it", Tasks.SHORT, SimulatedServer::startAgent);
    return tasks.list();
  }
}
