package io.restartmonkey.fake;

import io.restartmonkey.Intent;
import io.restartmonkey.Intents;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Intents in memory. Not thread-safe. */
public final class InMemoryIntents implements Intents {
  private final Map<String, Intent> intents = new LinkedHashMap<>();

  @Override
  public List<Intent> read() {
    return List.copyOf(intents.values());
  }

  @Override
  public void write(Intent intent) {
    intents.put(intent.runId(), intent);
  }

  @Override
  public void forget(Collection<String> runIds) {
    intents.keySet().removeAll(runIds);
  }
}
