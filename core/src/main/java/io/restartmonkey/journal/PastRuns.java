package io.restartmonkey.journal;

import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.spi.RunSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the folders of runs tell. A folder is read again only when it has changed. For one thread.
 */
final class PastRuns {

  private record Read(RunSummary run, long journalSize) {}

  private final RunFolders runs;
  private final Map<String, Read> known = new HashMap<>();

  PastRuns(RunFolders runs) {
    this.runs = runs;
  }

  /** All runs that can be understood, oldest first. */
  List<RunSummary> all() {
    List<String> ids = runs.list();
    known.keySet().retainAll(new HashSet<>(ids));
    return read(ids);
  }

  /** A run, if it can be understood, and those that were recorded after it, oldest first. */
  List<RunSummary> since(String runId) {
    return read(runs.list().stream().dropWhile(id -> !id.equals(runId)).toList());
  }

  private List<RunSummary> read(List<String> ids) {
    List<RunSummary> all = new ArrayList<>(ids.size());
    for (String id : ids) {
      Read read = known.get(id);
      if (read == null || (!read.run.isFinal() && read.journalSize != runs.journalSize(id))) {
        read = look(id).orElse(null);
      }
      if (read != null) {
        known.put(id, read);
        all.add(read.run);
      }
    }
    return all;
  }

  private Optional<Read> look(String id) {
    try {
      long size = runs.journalSize(id);
      return Optional.of(new Read(RunSummary.of(runs.look(id)), size));
    } catch (RunFolderException e) {
      return Optional.empty(); // The list of all runs shows it as unreadable.
    }
  }
}
