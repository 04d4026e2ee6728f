package io.restartmonkey.spi;

import java.time.Duration;

/** Lets time pass. */
public interface Sleeper {

  /**
   * Returns when the time has passed.
   *
   * @throws InterruptedException if somebody wants it to end earlier
   */
  void sleep(Duration time) throws InterruptedException;
}
