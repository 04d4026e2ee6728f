package io.restartmonkey.fake;

import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.spi.MonitorState;
import io.restartmonkey.spi.MonitorStateStore;
import io.restartmonkey.spi.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a monitor remembers, in memory, as far as the test tells it. Not thread-safe. */
public final class InMemoryRecords implements MonitorStateStore {
  private final List<Treatment> treatments = new ArrayList<>();
  private final Map<String, String> quarantined = new TreeMap<>();
  private boolean broken;
  private boolean forgetful;
  private Optional<Sighting> sighting = Optional.empty();
  private Optional<String> halfWay = Optional.empty();
  private List<String> unfinished = List.of();

  /** Remembers a treatment. */
  public void add(Treatment treatment) {
    treatments.add(treatment);
  }

  /** Pretends that a run of the cluster stopped half-way; empty = it does not. */
  public void halfWay(Optional<String> run) {
    halfWay = run;
  }

  /** Pretends that a crash cut these treatments off. */
  public void unfinished(List<String> runs) {
    unfinished = runs;
  }

  /** The servers in quarantine. */
  public Map<String, String> quarantined() {
    return Map.copyOf(quarantined);
  }

  @Override
  public MonitorState read() {
    return new MonitorState(
        treatments, unfinished, halfWay, Optional.empty(), List.of(), quarantined);
  }

  @Override
  public void quarantine(String server, String reason) {
    quarantined.put(server, reason);
  }

  @Override
  public Optional<Sighting> lastSighting() {
    return sighting;
  }

  @Override
  public void keep(Sighting seen) {
    if (forgetful) {
      throw new RunFolderException("registry.json is a directory");
    }
    sighting = Optional.of(seen);
  }

  /** Whether what is seen can no longer be kept, as where somebody made a folder of its file. */
  public void forgets(boolean now) {
    forgetful = now;
  }

  /** Whether ticks can no longer be kept, as on a full disk. */
  public void breaks(boolean now) {
    broken = now;
  }

  @Override
  public void keep(Tick tick) {
    if (broken) {
      throw new RunFolderException("no space left");
    }
  }
}
