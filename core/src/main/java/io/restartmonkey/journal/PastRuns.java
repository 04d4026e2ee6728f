package io.restartmonkey.journal;

import io.restartmonkey.Job;
import io.restartmonkey.JournalEntry;
import io.restartmonkey.RestartReport.Status;
import io.restartmonkey.RunFolderException;
import io.restartmonkey.Stage;
import io.restartmonkey.monitor.Treatment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the folders of runs tell. A folder is read again only when it has changed. For one thread.
 */
final class PastRuns {

  /**
   * A run.
   *
   * @param size of its journal, when it was read
   * @param status how it ended; empty if it did not
   * @param treatment what it did about a server, if that is what it was for and it has ended
   * @param stages what it did about the whole cluster, if that is what it was for
   */
  record Past(
      String runId,
      long size,
      Optional<Status> status,
      Optional<Treatment> treatment,
      List<Stage> stages) {

    boolean isTreatment() {
      return stages.isEmpty();
    }

    private boolean isFinal() {
      return status.equals(Optional.of(Status.DONE)) || status.equals(Optional.of(Status.REFUSED));
    }
  }

  private final RunFolders runs;
  private final Map<String, Past> known = new HashMap<>();

  PastRuns(RunFolders runs) {
    this.runs = runs;
  }

  /** All runs that can be understood, oldest first. */
  List<Past> all() {
    List<String> ids = runs.list();
    known.keySet().retainAll(new HashSet<>(ids));
    List<Past> all = new ArrayList<>(ids.size());
    for (String id : ids) {
      Past past = known.get(id);
      if (past == null || (!past.isFinal() && past.size != runs.journalSize(id))) {
        past = look(id).orElse(null);
      }
      if (past != null) {
        known.put(id, past);
        all.add(past);
      }
    }
    return all;
  }

  /**
   * The newest run that stopped or restarted the cluster, if it came to no good end and no smoke
   * test has passed since.
   */
  static Optional<String> halfWay(List<Past> all) {
    List<Past> newestFirst = new ArrayList<>(all);
    Collections.reverse(newestFirst);
    for (Past past : newestFirst) {
      if (past.isTreatment() || past.status.equals(Optional.of(Status.REFUSED))) {
        continue;
      }
      boolean done = past.status.equals(Optional.of(Status.DONE));
      if (done || !past.stages.equals(List.of(Stage.SMOKE_TEST))) {
        return done ? Optional.empty() : Optional.of(past.runId);
      }
    }
    return Optional.empty();
  }

  private Optional<Past> look(String id) {
    try {
      long size = runs.journalSize(id);
      RunHistory run = runs.look(id);
      return Optional.of(new Past(id, size, run.status(), treatment(run), run.request().stages()));
    } catch (RunFolderException e) {
      return Optional.empty(); // `runs list` shows it as unreadable.
    }
  }

  private static Optional<Treatment> treatment(RunHistory run) {
    if (!(run.request().job() instanceof Job.Treatment asked)
        || run.status().isEmpty()
        || run.status().get() == Status.REFUSED) {
      return Optional.empty();
    }
    Optional<JournalEntry.Failed> failure = failure(run);
    JournalEntry last = run.entries().get(run.entries().size() - 1);
    return Optional.of(
        new Treatment(
            asked.server(),
            asked.remedy(),
            run.startedAt(),
            last.at(),
            run.status().get() == Status.DONE
                ? Treatment.Result.DONE
                : failure
                    .map(f -> Treatment.Result.valueOf(f.blame().name()))
                    .orElse(Treatment.Result.CUT_OFF),
            run.missing().stream().flatMap(step -> step.made().stream()).findFirst(),
            failure.flatMap(f -> f.reason().lines().findFirst()).orElse("")));
  }

  private static Optional<JournalEntry.Failed> failure(RunHistory run) {
    return run.entries().stream()
        .filter(JournalEntry.Failed.class::isInstance)
        .map(JournalEntry.Failed.class::cast)
        .reduce((one, other) -> other);
  }
}
