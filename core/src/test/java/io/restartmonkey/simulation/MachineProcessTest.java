package io.restartmonkey.simulation;

import io.restartmonkey.contract.RunLoopContract;
import io.restartmonkey.spi.RunLoop;
import java.util.concurrent.CompletableFuture;

class MachineProcessTest implements RunLoopContract {
  private final EventQueue agenda = new EventQueue();
  private final MachineProcess process =
      new MachineProcess(new Machine("m1", agenda), agenda, new CrashPoints(), () -> {});

  @Override
  public RunLoop loop() {
    return process;
  }

  @Override
  public long nanos() {
    return agenda.nanos();
  }

  @Override
  public void await(CompletableFuture<?> done) {
    while (!done.isDone()) {
      agenda.next();
    }
  }
}
