package io.restartmonkey.ansible;

import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the processes of Ansible come from. Thread-safe. */
interface Executions extends AutoCloseable {

  /** Gets ready for commands in this folder; returns at once. */
  default void warmUp(Path folder) {}

  /** Why each command in this folder imports Ansible anew; empty if none does. */
  Optional<String> whyCold(Path folder);

  /** Which Ansible runs commands in this folder; empty if it must be asked anew. */
  default Optional<AnsibleVersion> version(Path folder) {
    return Optional.empty();
  }

  /**
   * Starts a command.
   *
   * @throws AnsibleUnavailableException if it cannot be started
   * @throws IOException if its output cannot be written
   */
  Execution start(AnsibleCommand command) throws IOException;

  /**
   * Starts a playbook that is loaded, and plays nothing until it is let.
   *
   * @throws AnsibleUnavailableException if it cannot be started
   * @throws IOException if its output cannot be written
   */
  Held hold(AnsibleCommand command) throws IOException;

  @Override
  default void close() {}

  /** A playbook that may be waiting before it acts. */
  interface Held {

    /**
     * Lets it play.
     *
     * @throws AnsibleUnavailableException if it cannot be started
     * @throws IOException if its output cannot be written
     */
    Execution go() throws IOException;

    /**
     * Waits until Ansible has loaded the playbook.
     *
     * @return false if that does not come about, or cannot be told
     */
    boolean isLoaded();

    /** Ends it if it has not been let. */
    void drop();
  }
}
