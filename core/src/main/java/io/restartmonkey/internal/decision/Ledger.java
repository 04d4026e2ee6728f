package io.restartmonkey.internal.decision;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.plan.TreatmentPlanner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What was done about servers lately, and which are in quarantine. Immutable. */
public final class Ledger {
  private final List<Treatment> treatments;
  private final ImmutableListMultimap<String, Treatment> byServer;
  private final Map<String, String> quarantined;
  private final Set<String> hearsay;

  /**
   * A ledger of one machine alone.
   *
   * @param treatments what was done, in any order
   * @param quarantined why, by the server's name
   */
  public Ledger(List<Treatment> treatments, Map<String, String> quarantined) {
    this(treatments, quarantined, Set.of());
  }

  /**
   * A ledger.
   *
   * @param treatments what was done, in any order
   * @param quarantined why, by the server's name
   * @param hearsay those that are in quarantine by the word of others alone: it keeps us from
   *     acting on them, and must not make us act on others
   */
  public Ledger(List<Treatment> treatments, Map<String, String> quarantined, Set<String> hearsay) {
    this.hearsay = Set.copyOf(hearsay);
    this.treatments = treatments.stream().sorted(comparing(Treatment::startedAt)).toList();
    this.byServer = Multimaps.index(this.treatments, Treatment::server);
    this.quarantined = Map.copyOf(quarantined);
  }

  /**
   * What still follows from a ledger, however long ago it was done.
   *
   * @param inTrouble servers that were not brought back to serving
   * @param superseded servers that another serves for, and that are still to go
   * @param leftovers servers that must not be there unless they are registered
   */
  public record Upshot(Set<String> inTrouble, Set<String> superseded, Set<String> leftovers) {}

  /** What still follows from it. */
  public Upshot upshot() {
    return new Upshot(inTrouble(), superseded(), leftovers(false));
  }

  /** Why servers are in quarantine, by their names. */
  Map<String, String> quarantined() {
    return quarantined;
  }

  /** Whether a server is in quarantine, and that is sure. */
  boolean isSurelyQuarantined(String server) {
    return quarantined.containsKey(server) && !hearsay.contains(server);
  }

  /** The servers that were not brought back to serving by what was done last, and shall be. */
  Set<String> inTrouble() {
    Map<String, Treatment> last = new LinkedHashMap<>();
    treatments.stream().filter(Treatment::isCure).forEach(t -> last.put(t.server(), t));
    Set<String> names = new TreeSet<>();
    last.forEach(
        (name, treatment) -> {
          if (!treatment.isDone() && !treatment.isSuperseded()) {
            names.add(name);
          }
        });
    return names;
  }

  /** The servers that a replacement serves for, and that are still to be taken away. */
  Set<String> superseded() {
    Set<String> names = new TreeSet<>();
    for (Treatment treatment : treatments) {
      if (treatment.isSuperseded()) {
        names.add(treatment.server());
      } else if (treatment.remedy() == Remedy.RETIRE && treatment.isDone()) {
        names.remove(treatment.server());
      }
    }
    return names;
  }

  /** The servers that were made in place of a server, and were there then. */
  Set<String> replacements(String server) {
    Set<String> names = new TreeSet<>();
    byServer.get(server).stream()
        .filter(treatment -> treatment.remedy() == Remedy.REPLACE)
        .forEach(treatment -> treatment.stands().ifPresent(names::add));
    return names;
  }

  /**
   * The surge servers that were made, or were to be, and not taken away since; by the name of each
   * the server that it stands in for. A name alone makes no server a surge server.
   */
  Map<String, String> surgeServers() {
    Map<String, String> principals = new TreeMap<>();
    for (Treatment treatment : treatments) {
      if (treatment.remedy() == Remedy.ADD_SURGE) {
        principals.put(treatment.server() + TreatmentPlanner.SURGE, treatment.server());
      } else if (treatment.remedy() == Remedy.RETIRE && treatment.isDone()) {
        principals.remove(treatment.server());
      }
    }
    return principals;
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

  /** How often a cure was begun for a server since then; climbing a ladder counts once. */
  int attempts(String server, Instant since) {
    return climbs(server, since, treatment -> true);
  }

  /** The same, but for those that never came as far as the server, as a proxy stood in the way. */
  int cures(String server, Instant since) {
    return climbs(server, since, Treatment::reachedTheServer);
  }

  /** The servers that something was tried for since then. */
  public Set<String> curedSince(Instant since) {
    Set<String> names = new TreeSet<>();
    treatments.stream()
        .filter(Treatment::isCure)
        .filter(treatment -> treatment.endedAt().isAfter(since))
        .forEach(treatment -> names.add(treatment.server()));
    return names;
  }

  private int climbs(String server, Instant since, Predicate<Treatment> counts) {
    int climbs = 0;
    boolean counted = false;
    for (Treatment treatment : cures(server)) {
      if (!counted && counts.test(treatment) && !treatment.startedAt().isBefore(since)) {
        climbs++;
        counted = true;
      }
      counted &= !treatment.isDone();
    }
    return climbs;
  }

  /** How often a remedy was tried since then. */
  int tries(String server, Remedy remedy, Instant since) {
    return (int)
        byServer.get(server).stream()
            .filter(t -> t.remedy() == remedy)
            .filter(t -> !t.startedAt().isBefore(since))
            .count();
  }

  /** How often it worked since then. */
  int successes(String server, Remedy remedy, Instant since) {
    return (int)
        byServer.get(server).stream()
            .filter(t -> t.remedy() == remedy && t.isDone())
            .filter(t -> !t.startedAt().isBefore(since))
            .count();
  }

  Optional<Treatment> last(String server, Remedy remedy) {
    return byServer.get(server).stream()
        .filter(t -> t.remedy() == remedy)
        .reduce((one, other) -> other);
  }

  Optional<Instant> lastCure(String server) {
    return cures(server).stream().map(Treatment::endedAt).reduce((one, other) -> other);
  }

  /**
   * Servers that must not be there unless they are registered: surge servers, and those that were
   * to be made or to be taken away, in vain; but for those that were taken away since.
   *
   * @param surgeStays whether that does not hold for surge servers
   */
  Set<String> leftovers(boolean surgeStays) {
    Set<String> names = new TreeSet<>();
    for (Treatment treatment : treatments) {
      if (treatment.remedy() == Remedy.RETIRE && treatment.isDone()) {
        names.remove(treatment.server());
      } else if (treatment.remedy() == Remedy.RETIRE) {
        names.add(treatment.server());
      }
      treatment.made().filter(name -> !treatment.isDone()).ifPresent(names::add);
      if (treatment.remedy() == Remedy.ADD_SURGE && treatment.isDone() && !surgeStays) {
        names.add(treatment.server() + TreatmentPlanner.SURGE);
      }
    }
    return names;
  }

  private List<Treatment> cures(String server) {
    return byServer.get(server).stream().filter(Treatment::isCure).toList();
  }
}
