package io.restartmonkey.journal;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import io.restartmonkey.Job;
import io.restartmonkey.JournalEntry;
import io.restartmonkey.MonitorRecords;
import io.restartmonkey.RestartReport;
import io.restartmonkey.RunFolderException;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Treatment;
import io.restartmonkey.plan.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the monitor remembers, beside the folders of its runs: {@code monitor/status.json}, the
 * newest tick, and {@code monitor/quarantine/SERVER}, one file for each server, with the reason.
 *
 * @param runs the folder of runs
 */
public record MonitorFolder(RunFolders runs) implements MonitorRecords {
  /** No server's name ends so. */
  private static final String TEMPORARY = "~";

  @Override
  public List<Treatment> treatments(Instant since) {
    Map<String, Instant> cleared = cleared();
    List<Treatment> treatments = new ArrayList<>();
    for (RunHistory run : histories(since)) {
      treatment(run)
          .filter(t -> !t.startedAt().isBefore(cleared.getOrDefault(t.server(), Instant.MIN)))
          .ifPresent(treatments::add);
    }
    cleared.forEach(
        (server, at) ->
            treatments.add(
                new Treatment(
                    server,
                    Remedy.RESTORE,
                    at,
                    at,
                    Treatment.Result.CUT_OFF,
                    Optional.empty(),
                    "it was taken out of quarantine")));
    return treatments;
  }

  /** When servers were taken out of quarantine: from then on they begin anew, with a test. */
  private Map<String, Instant> cleared() {
    Map<String, Instant> cleared = new TreeMap<>();
    try {
      for (Path file : files(clearedFolder())) {
        cleared.put(
            String.valueOf(file.getFileName()), Files.getLastModifiedTime(file).toInstant());
      }
      return cleared;
    } catch (IOException e) {
      throw new RunFolderException(clearedFolder() + " cannot be read: " + e, e);
    }
  }

  @Override
  public List<String> unfinishedTreatments() {
    return histories(Instant.EPOCH).stream()
        .filter(run -> run.record().request().job() instanceof Job.Treatment)
        .filter(run -> run.status().isEmpty())
        .map(RunHistory::runId)
        .toList();
  }

  @Override
  public Optional<String> unfinishedClusterRun() {
    List<String> ids = runs.list();
    return ids.isEmpty()
        ? Optional.empty()
        : look(ids.get(ids.size() - 1))
            .filter(run -> run.record().request().job() instanceof Job.Stages)
            .filter(MonitorFolder::isHalfWay)
            .map(RunHistory::runId);
  }

  @Override
  public Map<String, String> quarantined() {
    Map<String, String> reasons = new TreeMap<>();
    try {
      for (Path file : files(quarantine())) {
        reasons.put(String.valueOf(file.getFileName()), Files.readString(file).strip());
      }
      return reasons;
    } catch (IOException e) {
      throw new RunFolderException(quarantine() + " cannot be read: " + e, e);
    }
  }

  @Override
  public void quarantine(String server, String reason) {
    write(quarantine().resolve(Syntax.serverName(server)), reason + "\n");
  }

  /**
   * Takes a server out of quarantine; it is then tested and given its traffic back.
   *
   * @return whether it was in it
   * @throws RunFolderException if its file cannot be removed
   */
  public boolean release(String server) {
    Path file = quarantine().resolve(Syntax.serverName(server));
    if (!Files.exists(file)) {
      return false;
    }
    write(clearedFolder().resolve(server), "");
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RunFolderException(file + " cannot be removed: " + e, e);
    }
  }

  @Override
  public void keep(Tick tick) {
    write(status(), TickJson.write(tick));
  }

  /** The newest tick as JSON; empty if no monitor has run here. */
  public Optional<String> newestTick() {
    try {
      return Files.exists(status()) ? Optional.of(Files.readString(status())) : Optional.empty();
    } catch (IOException e) {
      throw new RunFolderException(status() + " cannot be read: " + e, e);
    }
  }

  private static Optional<Treatment> treatment(RunHistory run) {
    if (!(run.record().request().job() instanceof Job.Treatment asked)
        || run.status().isEmpty()
        || run.status().get() == RestartReport.Status.REFUSED) {
      return Optional.empty();
    }
    JournalEntry last = run.entries().get(run.entries().size() - 1);
    return Optional.of(
        new Treatment(
            asked.server(),
            asked.remedy(),
            run.record().startedAt(),
            last.at(),
            result(run),
            made(run),
            problem(run)));
  }

  private static Treatment.Result result(RunHistory run) {
    if (run.status().equals(Optional.of(RestartReport.Status.DONE))) {
      return Treatment.Result.DONE;
    }
    Treatment.Result result = Treatment.Result.CUT_OFF;
    for (JournalEntry entry : run.entries()) {
      if (entry instanceof JournalEntry.Failed failed) {
        result = Treatment.Result.valueOf(failed.blame().name());
      }
    }
    return result;
  }

  private static String problem(RunHistory run) {
    String problem = "";
    for (JournalEntry entry : run.entries()) {
      if (entry instanceof JournalEntry.Failed failed) {
        problem = failed.reason().lines().findFirst().orElse("");
      }
    }
    return problem;
  }

  /** The server that a step was to make that did not succeed. */
  private static Optional<String> made(RunHistory run) {
    return run.missing().stream().flatMap(step -> step.made().stream()).findFirst();
  }

  private static boolean isHalfWay(RunHistory run) {
    return run.status().isEmpty()
        || (run.status().get() != RestartReport.Status.DONE
            && run.status().get() != RestartReport.Status.REFUSED);
  }

  private List<RunHistory> histories(Instant since) {
    List<RunHistory> histories = new ArrayList<>();
    for (String id : runs.list()) {
      look(id).filter(run -> !run.record().startedAt().isBefore(since)).ifPresent(histories::add);
    }
    return histories;
  }

  private Optional<RunHistory> look(String id) {
    try {
      return Optional.of(runs.look(id));
    } catch (RunFolderException e) {
      return Optional.empty(); // `runs list` shows it as unreadable.
    }
  }

  private void write(Path file, String text) {
    try {
      Path folder = Objects.requireNonNull(file.getParent());
      Files.createDirectories(folder, asFileAttribute(fromString("rwx------")));
      Path temporary =
          Files.createTempFile(folder, "new", TEMPORARY, asFileAttribute(fromString("rw-------")));
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new RunFolderException(file + " cannot be written: " + e, e);
    }
  }

  private Path status() {
    return runs.folder().resolve("monitor").resolve("status.json");
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.toString().endsWith(TEMPORARY)).toList();
    }
  }

  private Path clearedFolder() {
    return runs.folder().resolve("monitor").resolve("cleared");
  }

  private Path quarantine() {
    return runs.folder().resolve("monitor").resolve("quarantine");
  }
}
