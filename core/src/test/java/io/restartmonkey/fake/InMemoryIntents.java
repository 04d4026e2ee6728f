package io.restartmonkey.fake;

import io.restartmonkey.HalfWay;
import io.restartmonkey.Intent;
import io.restartmonkey.Intents;
import io.restartmonkey.Quarantine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intents in memory. Not thread-safe. */
public class InMemoryIntents implements Intents {
  private final Map<String, Intent> intents = new LinkedHashMap<>();
  private final Map<String, Quarantine> quarantines = new LinkedHashMap<>();
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
  public List<Quarantine> quarantines() {
    return List.copyOf(quarantines.values());
  }

  @Override
  public void write(Quarantine quarantine) {
    quarantines.put(quarantine.machine() + " " + quarantine.server(), quarantine);
  }

  @Override
  public void forget(Quarantine quarantine) {
    quarantines.remove(quarantine.machine() + " " + quarantine.server());
  }

  @Override
  public void completed(HalfWay run) {
    halfWay = halfWay.map(other -> other.equals(run) ? run.over() : other);
  }
}
