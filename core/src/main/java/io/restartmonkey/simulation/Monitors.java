package io.restartmonkey.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All monitors of a cluster, as one. */
final class Monitors {
  private final List<SimulatedMonitor> all = new ArrayList<>();

  void add(SimulatedMonitor monitor) {
    all.add(monitor);
  }

  List<SimulatedMonitor> all() {
    return Collections.unmodifiableList(all);
  }

  SimulatedMonitor first() {
    return all.get(0);
  }

  int number() {
    return all.size();
  }

  void start() {
    all.forEach(SimulatedMonitor::start);
  }

  /** How many alerts they have sent. */
  int alerts() {
    return all.stream().mapToInt(SimulatedMonitor::alerts).sum();
  }

  /** Whether none has anything left to be seen, done or told. */
  boolean areQuiet() {
    return all.stream().allMatch(SimulatedMonitor::isQuiet);
  }

  /** Whether one of them sees what happens, and can tell. */
  boolean isAnyAwake() {
    return all.stream().anyMatch(SimulatedMonitor::isAwake);
  }

  /** The keys of the alerts that one of them has raised and not resolved. */
  Collection<String> openAlerts() {
    Set<String> open = new HashSet<>();
    all.forEach(monitor -> open.addAll(monitor.openAlerts()));
    return open;
  }

  /** The servers that one of them has set apart. */
  Collection<String> quarantined() {
    Set<String> servers = new HashSet<>();
    all.forEach(monitor -> servers.addAll(monitor.machine().quarantined().keySet()));
    return servers;
  }
}
