package io.restartmonkey.simulation;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Quarantine;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The data that a Redis server holds and that its replica copies. */
final class Keyspace {
  private final Map<String, Server> registered = new TreeMap<>();
  private final Map<String, Intent> intents = new TreeMap<>();
  private final Map<String, Quarantine> quarantines = new TreeMap<>();
  private Optional<IncompleteRun> halfWay = Optional.empty();

  /** The registrations by the names of their servers. */
  Map<String, Server> registered() {
    return registered;
  }

  /** The intents by their run ids. */
  Map<String, Intent> intents() {
    return intents;
  }

  /** The quarantines by machine and server. */
  Map<String, Quarantine> quarantines() {
    return quarantines;
  }

  /** The restart of the cluster that is half-way. */
  Optional<IncompleteRun> halfWay() {
    return halfWay;
  }

  void halfWay(Optional<IncompleteRun> next) {
    halfWay = next;
  }

  void clear() {
    registered.clear();
    intents.clear();
    quarantines.clear();
    halfWay = Optional.empty();
  }

  /** Takes over all data of another server, and loses its own. */
  void copyFrom(Keyspace other) {
    clear();
    registered.putAll(other.registered);
    intents.putAll(other.intents);
    quarantines.putAll(other.quarantines);
    halfWay = other.halfWay;
  }
}
