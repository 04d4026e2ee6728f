package io.restartmonkey.fake;

import io.restartmonkey.contract.RunJournalsContract;
import io.restartmonkey.spi.RunJournals;
import java.util.List;

class InMemoryJournalsTest implements RunJournalsContract {
  private final InMemoryJournals journals = new InMemoryJournals();

  @Override
  public RunJournals journals() {
    return journals;
  }

  @Override
  public List<String> recorded() {
    return journals.runs();
  }

  @Override
  public void breakDisk() {
    journals.fillDisk();
  }

  @Override
  public void mendDisk() {
    journals.mend();
  }
}
