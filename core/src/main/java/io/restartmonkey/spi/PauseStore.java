package io.restartmonkey.spi;

import io.restartmonkey.health.Pause;
import io.restartmonkey.run.ClusterUnreachableException;
import java.time.Duration;
import java.util.Optional;

/** Where a pause of the monitor is kept, so that whoever watches the cluster obeys it. */
public interface PauseStore {

  /**
   * The pause that holds now.
   *
   * @throws ClusterUnreachableException if it cannot be read
   */
  Optional<Pause> read();

  /**
   * Begins a pause, in place of one that holds.
   *
   * @param who who asks for it
   * @param why why
   * @param time how long, positive
   * @throws ClusterUnreachableException if it cannot be written
   */
  void begin(String who, String why, Duration time);

  /**
   * Ends the pause; nothing happens if there is none.
   *
   * @throws ClusterUnreachableException if it cannot be written
   */
  void end();
}
