package io.restartmonkey.simulation;

import io.restartmonkey.contract.RunLoopContract;
import io.restartmonkey.spi.RunLoop;
import java.util.concurrent.CompletableFuture;

class MachineProcessTest implements RunLoopContract {
  private final EventQueue queue = new EventQueue();
  private final MachineProcess process =
      new MachineProcess(new Machine("m1", queue), queue, new CrashPoints(), () -> {});

  @Override
  public RunLoop loop() {
    return process;
  }

  @Override
  public long nanos() {
    return queue.nanos();
  }

  @Override
  public void await(CompletableFuture<?> done) {
    while (!done.isDone()) {
      queue.next();
    }
  }
}
