package io.restartmonkey.spi;

import io.restartmonkey.contract.LeadershipContract;

class LeadershipAloneTest implements LeadershipContract {
  @Override
  public Leadership leadership() {
    return Leadership.ALONE;
  }
}
