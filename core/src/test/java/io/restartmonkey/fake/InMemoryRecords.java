package io.restartmonkey.fake;

import io.restartmonkey.MonitorRecords;
import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Treatment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a monitor remembers, in memory, as far as the test tells it. Not thread-safe. */
public final class InMemoryRecords implements MonitorRecords {
  private final List<Treatment> treatments = new ArrayList<>();
  private final Map<String, String> quarantined = new TreeMap<>();
  private Optional<String> halfWay = Optional.empty();

  /** Remembers a treatment. */
  public void add(Treatment treatment) {
    treatments.add(treatment);
  }

  /** Pretends that a run of the cluster stopped half-way; empty = it does not. */
  public void halfWay(Optional<String> run) {
    halfWay = run;
  }

  @Override
  public List<Treatment> treatments(Instant since) {
    return treatments.stream().filter(t -> !t.startedAt().isBefore(since)).toList();
  }

  @Override
  public List<String> unfinishedTreatments() {
    return List.of();
  }

  @Override
  public Optional<String> unfinishedClusterRun() {
    return halfWay;
  }

  @Override
  public Map<String, String> quarantined() {
    return Map.copyOf(quarantined);
  }

  @Override
  public void quarantine(String server, String reason) {
    quarantined.put(server, reason);
  }

  @Override
  public void keep(Tick tick) {}
}
