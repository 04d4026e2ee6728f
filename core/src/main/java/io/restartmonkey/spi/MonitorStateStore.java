package io.restartmonkey.spi;

import io.restartmonkey.health.Tick;
import io.restartmonkey.playbook.RunFolderException;
import java.util.Optional;

/** Where the monitor's memory is kept from one start to the next. */
public interface MonitorStateStore {

  /**
   * All that is remembered.
   *
   * @throws RunFolderException if it cannot be read
   */
  MonitorState read();

  /**
   * Puts a server into quarantine until somebody takes it out.
   *
   * @throws RunFolderException if that cannot be written
   */
  void quarantine(String server, String reason);

  /**
   * What was seen of the cluster last; empty if that was not kept.
   *
   * @throws RunFolderException if it cannot be read
   */
  Optional<Sighting> lastSighting();

  /**
   * Keeps what is seen of the cluster, in place of what was seen before.
   *
   * @throws RunFolderException if it cannot be written
   */
  void keep(Sighting sighting);

  /**
   * Keeps the newest tick where {@code status} finds it.
   *
   * @throws RunFolderException if it cannot be written
   */
  void keep(Tick tick);
}
