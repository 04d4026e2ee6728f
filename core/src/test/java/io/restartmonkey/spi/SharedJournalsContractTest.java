package io.restartmonkey.spi;

import io.restartmonkey.contract.RunJournalsContract;
import io.restartmonkey.fake.InMemoryIntents;
import io.restartmonkey.fake.InMemoryJournals;
import java.util.List;

class SharedJournalsContractTest implements RunJournalsContract {
  private final InMemoryJournals journals = new InMemoryJournals();
  private final InMemoryIntents intents = new InMemoryIntents();

  @Override
  public RunJournals journals() {
    return new SharedJournals(journals, intents, () -> "here");
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
