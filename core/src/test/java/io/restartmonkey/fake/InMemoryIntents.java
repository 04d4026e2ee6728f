package io.restartmonkey.fake;

import io.restartmonkey.HalfWay;
import io.restartmonkey.Intent;
import io.restartmonkey.Intents;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intents in memory. Not thread-safe. */
public class InMemoryIntents implements Intents {
  private final Map<String, Intent> intents = new LinkedHashMap<>();
  private Optional<HalfWay> halfWay = Optional.empty();

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

  @Override
  public Optional<HalfWay> halfWay() {
    return halfWay;
  }

  @Override
  public void begun(HalfWay run) {
    halfWay = Optional.of(run);
  }

  @Override
  public void completed(HalfWay run) {
    halfWay = halfWay.map(other -> other.equals(run) ? run.over() : other);
  }
}
