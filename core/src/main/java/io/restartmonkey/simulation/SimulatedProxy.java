package io.restartmonkey.simulation;

import io.restartmonkey.cluster.ProxiedServer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A proxy: its runtime, and its file, by which it starts. */
final class SimulatedProxy {
  /** What it does about a server. */
  enum Traffic {
    READY,
    DRAINED
  }

  /** What a change must come to. */
  enum Part {
    RUNTIME,
    FILE
  }

  private final String name;
  private final Map<String, Traffic> runtime = new TreeMap<>();
  private final Map<String, Traffic> file = new TreeMap<>();
  private boolean down;
  private boolean stopped;
  private boolean refusesChanges;
  private Optional<Part> onlyPart = Optional.empty();

  SimulatedProxy(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean isDown() {
    return down || stopped;
  }

  boolean takesChanges() {
    return !isDown() && !refusesChanges;
  }

  void goDown() {
    down = true;
  }

  /** It starts by its file. */
  void start() {
    down = false;
    readFile();
  }

  /** Somebody starts or stops it. */
  void setService(boolean runs) {
    stopped = !runs;
    if (runs) {
      readFile();
    }
  }

  private void readFile() {
    runtime.clear();
    runtime.putAll(file);
  }

  void refuseChanges(boolean now) {
    refusesChanges = now;
  }

  /** It does what its file says from now on. */
  void reload() {
    if (!isDown()) {
      readFile();
    }
  }

  /** Whoever changes it next gets no further than this. */
  void changeOnly(Part part) {
    onlyPart = Optional.of(part);
  }

  /** Changes it; whether that came to both its parts. */
  boolean set(String server, Traffic traffic) {
    return change(part -> part.put(server, traffic));
  }

  private boolean change(Consumer<Map<String, Traffic>> how) {
    Optional<Part> only = onlyPart;
    onlyPart = Optional.empty();
    if (!only.equals(Optional.of(Part.FILE))) {
      how.accept(runtime);
    }
    if (!only.equals(Optional.of(Part.RUNTIME))) {
      how.accept(file);
    }
    return only.isEmpty();
  }

  /** Somebody's hand, in the runtime alone. */
  void setRuntime(String server, Traffic traffic) {
    runtime.put(server, traffic);
  }

  /** The same in its file alone. */
  void setFile(String server, Traffic traffic) {
    file.put(server, traffic);
  }

  /** Takes a server off its lists; whether that came to both of them. */
  boolean remove(String server) {
    return change(part -> part.remove(server));
  }

  boolean has(String server) {
    return runtime.containsKey(server);
  }

  boolean knows(String server) {
    return runtime.containsKey(server) || file.containsKey(server);
  }

  ProxiedServer.Traffic now(String server) {
    return said(runtime.get(server));
  }

  ProxiedServer.Traffic afterReload(String server) {
    return said(file.get(server));
  }

  private static ProxiedServer.Traffic said(@Nullable Traffic traffic) {
    return traffic == null
        ? ProxiedServer.Traffic.UNKNOWN
        : traffic == Traffic.READY ? ProxiedServer.Traffic.IN : ProxiedServer.Traffic.OUT;
  }

  /** Whether it will do after a reload what it does now. */
  boolean isOfOneMind() {
    return runtime.equals(file);
  }

  boolean sends(String server) {
    return !isDown() && runtime.get(server) == Traffic.READY;
  }

  Set<String> drained() {
    Set<String> drained = new TreeSet<>();
    runtime.forEach(
        (server, traffic) -> {
          if (traffic == Traffic.DRAINED) {
            drained.add(server);
          }
        });
    return drained;
  }
}
