package io.restartmonkey.simulation;

import io.restartmonkey.contract.RunJournalsContract;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunSummary;
import java.util.List;

class ProcessJournalsTest implements RunJournalsContract {
  private final EventQueue queue = new EventQueue();
  private final Machine machine = new Machine("m1", queue);

  @Override
  public RunJournals journals() {
    return new ProcessJournals(new MachineProcess(machine, queue, new CrashPoints(), () -> {}));
  }

  @Override
  public List<String> recorded() {
    return machine.journals().past().stream().map(RunSummary::runId).toList();
  }

  @Override
  public void breakDisk() {
    machine.fillDisk(true);
  }

  @Override
  public void mendDisk() {
    machine.fillDisk(false);
  }
}
