package io.restartmonkey.journal;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import com.google.common.collect.Streams;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.RunSummary;
import io.restartmonkey.term.Command;
import io.restartmonkey.term.Option;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of run folders, readable by this user alone. One run at a time is open in it, by a lock
 * that the system takes back when the process dies. When a run begins, old ones go that nothing
 * follows from any more, if there are more than are to be kept.
 *
 * @param folder the folder; made when the first run begins
 * @param kept how many runs stay at least; default 1,000
 */
public record RunFolders(Path folder, int kept) implements RunJournals {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolders.class);
  private static final int DEFAULT_KEPT = 1000;

  /** As to look through all runs takes some time, a tenth more than are kept may be there. */
  private static final int SLACK = 10;

  /** Whoever looks at what was just done should find it. */
  private static final Duration YOUNG = Duration.ofHours(1);

  /** As long as a monitor looks back on what was tried for single servers. */
  private static final Duration COUNTED = Duration.ofDays(1);

  private static final String FORGOTTEN = ".forgotten-";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final int STAMP_LENGTH = "yyyyMMdd-HHmmss".length();
  private static final Pattern RUN_ID = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-f]{4}");

  public RunFolders {
    folder = realPath(folder);
  }

  /** One that keeps 1,000 runs. */
  public RunFolders(Path folder) {
    this(folder, DEFAULT_KEPT);
  }

  @Override
  public RunJournal begin(RunRecord record) {
    FileChannel lock = lock();
    return openOrUnlock(
        lock, () -> RunFolder.create(folder.resolve(nextId(record.startedAt())), record, lock));
  }

  private String nextId(Instant now) {
    List<String> before = list();
    Instant stamp = stamp(before, now);
    forgetOldRuns(before, stamp);
    return "%s-%04x".formatted(STAMP.format(stamp), new SecureRandom().nextInt(1 << 16));
  }

  /** Runs are in the order of their ids, also when two begin at once or the clock was put back. */
  private static Instant stamp(List<String> before, Instant now) {
    return Streams.findLast(before.stream())
        .flatMap(RunFolders::time)
        .map(newest -> newest.plusSeconds(1))
        .filter(next -> next.isAfter(now))
        .orElse(now);
  }

  private static Optional<Instant> time(String runId) {
    try {
      return Optional.of(STAMP.parse(runId.substring(0, STAMP_LENGTH), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public RunJournal reopen(String runId) {
    Path run = existing(runId);
    FileChannel lock = lock();
    return openOrUnlock(lock, () -> RunFolder.open(run, lock));
  }

  /** The ids of all runs, oldest first. */
  public List<String> list() {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> runs = Files.list(folder)) {
      return runs.map(run -> String.valueOf(run.getFileName()))
          .filter(this::isRun)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RunFolderException(folder + " cannot be read: " + FileProblem.of(e), e);
    }
  }

  /**
   * Reads a run without opening it, also while it goes on.
   *
   * @throws RunFolderException if there is no such run, or it cannot be understood
   */
  public RunHistory look(String runId) {
    return RunFolder.look(existing(runId));
  }

  /**
   * The cluster as it was when a run began, as far as the run needed it.
   *
   * @throws RunFolderException if there is no such run, or it cannot be understood
   */
  public ClusterSnapshot snapshot(String runId) {
    return RunFolder.readSnapshot(existing(runId));
  }

  @Override
  public boolean isRun(String name) {
    return RUN_ID.matcher(name).matches() && time(name).isPresent();
  }

  @Override
  public boolean has(String runId) {
    return isRun(runId) && Files.isDirectory(folder.resolve(runId));
  }

  @Override
  public Optional<String> overtakenBy(String runId) {
    return RunSummary.overtaking(new PastRuns(this).since(runId), runId);
  }

  /** One spelling for one folder, as the processes of its runs are found by it. */
  private static Path realPath(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    Path existing = absolute;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return existing.toRealPath().resolve(existing.relativize(absolute));
    } catch (IOException e) {
      return absolute;
    }
  }

  private Path existing(String runId) {
    if (!has(runId)) {
      throw new RunFolderException(
          "there is no run '%s' in %s; see: %s".formatted(runId, folder, Command.LIST_RUNS.with()));
    }
    return folder.resolve(runId);
  }

  @Override
  public void refuseIfOpen() {
    RunFolder.closeQuietly(lock());
  }

  private FileChannel lock() {
    try {
      Files.createDirectories(folder, asFileAttribute(fromString("rwx------")));
      FileChannel channel = openLock(folder.resolve(".lock"));
      if (!isOurs(channel)) {
        channel.close();
        throw new RunInProgressException(
            "another run is active in "
                + folder
                + "; wait until it has ended, see: "
                + Command.LIST_RUNS.with());
      }
      return channel;
    } catch (IOException e) {
      throw new RunFolderException(
          folder
              + " cannot be written: "
              + FileProblem.of(e)
              + "; mend that, or set "
              + Option.RUNS_FOLDER,
          e);
    }
  }

  static FileChannel openLock(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        asFileAttribute(fromString("rw-------")));
  }

  /** Locks the file until the channel is closed; false if somebody else has it locked. */
  static boolean isOurs(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** How long the journal of a run is; 0 if it has none yet. */
  long journalSize(String runId) {
    try {
      return Files.size(folder.resolve(runId).resolve("journal.jsonl"));
    } catch (IOException e) {
      return 0;
    }
  }

  private void forgetOldRuns(List<String> all, Instant stamp) {
    if (all.size() > kept + kept / SLACK) {
      String young = STAMP.format(stamp.minus(YOUNG));
      String counted = STAMP.format(stamp.minus(COUNTED));
      RunRetention.needless(
              new PastRuns(this).all(),
              all.size() - kept,
              run -> run.runId().compareTo(run.treatment().isPresent() ? counted : young) < 0)
          .forEach(this::forget);
    }
  }

  /** Half a run would be one that nobody can read, so it gets another name first. */
  private void forget(String runId) {
    Path forgotten = folder.resolve(FORGOTTEN + runId);
    try {
      Files.move(folder.resolve(runId), forgotten);
      MoreFiles.deleteRecursively(forgotten, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) { // That is no reason not to restart anything.
      LOG.warn("the old run {} cannot be removed from {}: {}", runId, folder, e.toString());
    }
  }

  private interface Opening {
    RunFolder open() throws IOException;
  }

  private RunJournal openOrUnlock(FileChannel lock, Opening opening) {
    boolean opened = false;
    try {
      RunFolder run = opening.open();
      opened = true;
      return run;
    } catch (IOException e) {
      throw new RunFolderException(folder + " cannot be written: " + FileProblem.of(e), e);
    } finally {
      if (!opened) {
        RunFolder.closeQuietly(lock);
      }
    }
  }
}
