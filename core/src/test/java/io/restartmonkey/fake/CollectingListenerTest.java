package io.restartmonkey.fake;

import io.restartmonkey.contract.RunListenerContract;
import io.restartmonkey.run.RunListener;

class CollectingListenerTest implements RunListenerContract {
  private final CollectingListener listener = new CollectingListener();

  @Override
  public RunListener listener() {
    return listener;
  }

  @Override
  public String shown() {
    return String.join("\n", listener.lines());
  }
}
