package io.restartmonkey.fake;

import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Quarantine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intents in memory. Not thread-safe. */
public class InMemoryIntents implements Intents {
  private final Map<String, Intent> intents = new LinkedHashMap<>();
  private final Map<String, Quarantine> quarantines = new LinkedHashMap<>();
  private Optional<IncompleteRun> halfWay = Optional.empty();
  private boolean reachable = true;

  @Override
  public List<Intent> read() {
    requireReachable();
    return List.copyOf(intents.values());
  }

  @Override
  public void write(Intent intent) {
    requireReachable();
    intents.put(intent.runId(), intent);
  }

  @Override
  public void forget(Collection<String> runIds) {
    requireReachable();
    intents.keySet().removeAll(runIds);
  }

  @Override
  public Optional<IncompleteRun> halfWay() {
    requireReachable();
    return halfWay;
  }

  @Override
  public void begun(IncompleteRun run) {
    requireReachable();
    halfWay = Optional.of(run);
  }

  @Override
  public List<Quarantine> quarantines() {
    requireReachable();
    return List.copyOf(quarantines.values());
  }

  @Override
  public void write(Quarantine quarantine) {
    requireReachable();
    quarantines.put(quarantine.machine() + " " + quarantine.server(), quarantine);
  }

  @Override
  public void forget(Quarantine quarantine) {
    requireReachable();
    quarantines.remove(quarantine.machine() + " " + quarantine.server());
  }

  @Override
  public void completed(IncompleteRun run) {
    requireReachable();
    halfWay = halfWay.map(other -> other.equals(run) ? run.over() : other);
  }

  /** Whether the store answers. */
  public void reachable(boolean now) {
    reachable = now;
  }

  private void requireReachable() {
    if (!reachable) {
      throw new ClusterUnreachableException("connection refused");
    }
  }
}
