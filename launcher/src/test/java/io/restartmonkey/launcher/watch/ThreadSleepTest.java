package io.restartmonkey.launcher.watch;

import io.restartmonkey.contract.SleeperContract;
import io.restartmonkey.spi.Sleeper;

class ThreadSleepTest implements SleeperContract {
  @Override
  public Sleeper sleeper() {
    return Watch.THREAD_SLEEP;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
