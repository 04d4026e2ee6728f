package io.restartmonkey.fake;

import io.restartmonkey.contract.PauseStoreContract;
import io.restartmonkey.spi.PauseStore;
import java.time.Duration;
import java.time.Instant;

class InMemoryPausesTest implements PauseStoreContract {
  private final VirtualTime time = new VirtualTime();
  private final InMemoryPauses pauses = new InMemoryPauses(time);

  @Override
  public PauseStore pauses() {
    return pauses;
  }

  @Override
  public Instant now() {
    return time.instant();
  }

  @Override
  public void await(Duration length) {
    time.pass(length);
  }

  @Override
  public void goAway() {
    pauses.reachable(false);
  }
}
