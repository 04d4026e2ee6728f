package io.restartmonkey.fake;

import io.restartmonkey.contract.IntentsContract;
import io.restartmonkey.spi.Intents;

class InMemoryIntentsTest implements IntentsContract {
  private final InMemoryIntents intents = new InMemoryIntents();

  @Override
  public Intents intents() {
    return intents;
  }

  @Override
  public void goAway() {
    intents.reachable(false);
  }
}
