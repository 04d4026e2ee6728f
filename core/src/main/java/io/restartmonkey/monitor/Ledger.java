package io.restartmonkey.monitor;

import static java.util.Comparator.comparing;

import io.restartmonkey.plan.Remedy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was done about servers lately, and which are in quarantine. Immutable.
 *
 * @param treatments sorted by their beginning
 * @param quarantined why, by the server's name
 */
public record Ledger(List<Treatment> treatments, Map<String, String> quarantined) {
  /** Nothing yet. */
  public static final Ledger EMPTY = new Ledger(List.of(), Map.of());

  public Ledger {
    treatments = treatments.stream().sorted(comparing(Treatment::startedAt)).toList();
    quarantined = Map.copyOf(quarantined);
  }

  /** The servers that were not brought back to serving by what was done last. */
  Set<String> inTrouble() {
    Map<String, Treatment> last = new LinkedHashMap<>();
    treatments.stream().filter(Treatment::isCure).forEach(t -> last.put(t.server(), t));
    Set<String> names = new TreeSet<>();
    last.forEach(
        (name, treatment) -> {
          if (!treatment.isDone()) {
            names.add(name);
          }
        });
    return names;
  }

  /** The cures of a server since one last worked. */
  List<Treatment> trouble(String server) {
    List<Treatment> open = new ArrayList<>();
    for (Treatment treatment : cures(server)) {
      open.add(treatment);
      if (treatment.isDone()) {
        open.clear();
      }
    }
    return open;
  }

  /** How often a server needed a cure since then; climbing a ladder counts once. */
  int attempts(String server, Instant since) {
    int attempts = 0;
    boolean open = false;
    for (Treatment treatment : cures(server)) {
      if (!open && !treatment.startedAt().isBefore(since)) {
        attempts++;
      }
      open = !treatment.isDone();
    }
    return attempts;
  }

  /** How often a remedy was tried since then. */
  int tries(String server, Remedy remedy, Instant since) {
    return (int)
        treatments.stream()
            .filter(t -> t.server().equals(server) && t.remedy() == remedy)
            .filter(t -> !t.startedAt().isBefore(since))
            .count();
  }

  Optional<Treatment> last(String server, Remedy remedy) {
    return treatments.stream()
        .filter(t -> t.server().equals(server) && t.remedy() == remedy)
        .reduce((one, other) -> other);
  }

  Optional<Instant> lastCure(String server) {
    return cures(server).stream().map(Treatment::endedAt).reduce((one, other) -> other);
  }

  /** Servers that were to be made or to be taken away, in vain, and were not taken away since. */
  Set<String> leftovers() {
    Set<String> names = new TreeSet<>();
    for (Treatment treatment : treatments) {
      if (treatment.remedy() == Remedy.RETIRE && treatment.isDone()) {
        names.remove(treatment.server());
      } else if (treatment.remedy() == Remedy.RETIRE) {
        names.add(treatment.server());
      }
      treatment.made().filter(name -> !treatment.isDone()).ifPresent(names::add);
    }
    return names;
  }

  private List<Treatment> cures(String server) {
    return treatments.stream().filter(t -> t.isCure() && t.server().equals(server)).toList();
  }
}
