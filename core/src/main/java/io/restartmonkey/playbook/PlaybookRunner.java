package io.restartmonkey.playbook;

import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.AccessCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs one playbook on explicit servers. The dangerous effect, behind one door. */
public interface PlaybookRunner {

  /**
   * Asks Ansible whether it could begin to run these playbooks; touches no server.
   *
   * @return why not, one reason a line; empty if it could
   * @throws AnsibleUnavailableException if there is no Ansible, or it is too old
   */
  List<String> refusals(Inventory inventory, List<Path> playbooks);

  /**
   * Logs in to every server of an inventory and does nothing there but what it takes to know that
   * plays will find what they need; the connections stay open for runs that follow soon. Ended like
   * a run if the calling thread is interrupted.
   *
   * @param folder the folder of the playbooks, whose {@code ansible.cfg} and variables hold
   * @param variables extra variables, as of a run
   * @param playbooks those that try it, such as {@link AccessCheck} makes: the text of each, by the
   *     folder in which it finds variables and their files
   * @return which servers let us in, and have what is needed
   * @throws AnsibleUnavailableException if Ansible cannot be started at all
   */
  PlaybookOutcome reach(
      Inventory inventory, Path folder, Map<String, Object> variables, Map<Path, String> playbooks);

  /** Begins what {@link #reach} does, and returns at once; default on a thread of its own. */
  default RunHandle beginReach(
      Inventory inventory,
      Path folder,
      Map<String, Object> variables,
      Map<Path, String> playbooks) {
    return RunHandle.onThread(() -> reach(inventory, folder, variables, playbooks));
  }

  /**
   * Why playbooks of a folder cannot include some tasks of a role; touches no server.
   *
   * @param tasks the name of their file, without its ending
   * @return empty if they can, or if nobody can tell
   */
  default Optional<String> lacks(Path folder, String role, String tasks) {
    return Optional.empty();
  }

  /**
   * Asks Ansible which hosts of an inventory a pattern means; touches no server.
   *
   * @param folder the folder of the playbook, whose {@code ansible.cfg} holds
   * @param pattern as in a play's {@code hosts}; never taken for an option or a file
   * @throws AnsibleUnavailableException if there is no Ansible
   */
  PatternMatch hosts(Inventory inventory, Path folder, String pattern);

  /**
   * Runs a playbook and waits for its end, or for the run's deadline.
   *
   * <p>However this returns, no process of the run is left: past the deadline, and when the calling
   * thread is interrupted, the whole process tree is ended first (the interrupt stays set).
   *
   * @param events told of each event as it comes, on the calling thread
   * @return what happened; never an exception for a playbook that fails
   * @throws AnsibleUnavailableException if Ansible cannot be started at all
   * @throws RunFolderException if the run's folder cannot be written
   */
  PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events);

  /** Begins a run, as {@link #run} does it, and returns at once; default on a thread of its own. */
  default RunHandle begin(PlaybookRun run, Consumer<PlaybookEvent> events) {
    return RunHandle.onThread(() -> run(run, events));
  }

  /**
   * Makes a run ready that will probably come soon, as far as that can be done without touching a
   * server; returns at once.
   *
   * @throws AnsibleUnavailableException if Ansible cannot be started at all
   * @throws RunFolderException if the run's folder cannot be written
   */
  default PreparedRun prepare(PlaybookRun run) {
    return new PreparedRun() {
      @Override
      public PlaybookOutcome go(Consumer<PlaybookEvent> events) {
        return run(run, events);
      }

      @Override
      public RunHandle begin(Consumer<PlaybookEvent> events) {
        return PlaybookRunner.this.begin(run, events);
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Looks after a run that another process began and did not see the end of: ends what is left of
   * it, then reads from its events how far it came.
   *
   * @return its outcome if it had come to its end by itself; empty if it must be run again
   */
  Optional<PlaybookOutcome> recover(PlaybookRun run);

  /**
   * Lists the processes of all runs below this folder of runs, whoever started them; connections
   * that ssh keeps open for the next run do not count.
   */
  List<OrphanRun> leftovers(Path runs);
}
