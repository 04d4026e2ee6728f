package io.restartmonkey.journal;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.journal.RecordJson.Intent;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run's folder: {@code plan.json}, {@code snapshot.json}, {@code template.yaml}, {@code
 * journal.jsonl}, {@code report.json}, and a folder for each step.
 *
 * <p>A last line without its end is what a crash leaves: it was never acknowledged, so it is cut
 * off. Any other line that cannot be read makes the whole journal unusable.
 */
final class RunFolder implements RunJournal {
  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final String TEMPLATE = "template.yaml";
  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private final Path folder;
  private final RunRecord record;
  private final List<JournalEntry> entries;
  private final FileChannel journal;
  private long size;
  private final FileChannel lock;

  private RunFolder(
      Path folder, RunRecord record, List<JournalEntry> entries, long size, FileChannel lock)
      throws IOException {
    this.folder = folder;
    this.record = record;
    this.entries = new ArrayList<>(entries);
    this.journal =
        FileChannel.open(
            folder.resolve("journal.jsonl"), APPEND, asFileAttribute(fromString("rw-------")));
    this.size = size;
    this.lock = lock;
  }

  static RunFolder create(Path folder, RunRecord record, FileChannel lock) throws IOException {
    Files.createDirectory(folder, asFileAttribute(fromString("rwx------")));
    try {
      return begun(folder, record, lock);
    } catch (IOException | RuntimeException e) {
      delete(folder, e);
      throw e;
    }
  }

  /** A part of a run can be neither read nor resumed. */
  private static void delete(Path folder, Exception because) {
    try {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static RunFolder begun(Path folder, RunRecord record, FileChannel lock)
      throws IOException {
    writeDurably(folder.resolve("snapshot.json"), SnapshotJson.write(record.snapshot()));
    writeDurably(folder.resolve(TEMPLATE), record.template());
    writeDurably(folder.resolve("plan.json"), RecordJson.write(record));
    return new RunFolder(folder, record, List.of(), 0, lock);
  }

  static RunFolder open(Path folder, FileChannel lock) throws IOException {
    Lines lines = Lines.of(folder);
    RunRecord record =
        readIntent(folder)
            .of(readSnapshot(folder), read(folder.resolve(TEMPLATE), Function.identity()));
    return new RunFolder(folder, record, lines.entries(), lines.size(), lock);
  }

  static RunHistory look(Path folder) {
    Intent intent = readIntent(folder);
    return new RunHistory(
        String.valueOf(folder.getFileName()),
        intent.request(),
        intent.plan(),
        intent.startedAt(),
        Lines.of(folder).entries());
  }

  @Override
  public String runId() {
    return String.valueOf(folder.getFileName());
  }

  @Override
  public RunRecord record() {
    return record;
  }

  @Override
  public List<JournalEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public void append(JournalEntry entry) {
    try {
      // What a write that failed half-way left behind must not end up in the middle.
      journal.truncate(size);
      journal.position(size);
      ByteBuffer line =
          ByteBuffer.wrap((EntryJson.write(entry) + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        journal.write(line);
      }
      journal.force(true);
      size = journal.position();
      entries.add(entry);
    } catch (IOException e) {
      throw new RunFolderException(
          folder.resolve("journal.jsonl") + " cannot be written: " + FileProblem.of(e), e);
    }
  }

  @Override
  public Path stepFolder(String stepId) {
    Path step = folder.resolve("steps").resolve(stepId);
    try {
      return Files.createDirectories(step, asFileAttribute(fromString("rwx------")));
    } catch (IOException e) {
      throw new RunFolderException(step + " cannot be made: " + FileProblem.of(e), e);
    }
  }

  @Override
  public void keep(RestartReport report) {
    try {
      writeDurably(folder.resolve("report.json"), ReportJson.write(report));
    } catch (IOException e) {
      LOG.warn("{}/report.json cannot be written; the journal has everything", folder, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(journal);
    closeQuietly(lock);
  }

  static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("a file could not be closed", e);
    }
  }

  static void writeDurably(Path file, String text) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            asFileAttribute(fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  static ClusterSnapshot readSnapshot(Path folder) {
    return read(folder.resolve("snapshot.json"), SnapshotJson::read);
  }

  private static Intent readIntent(Path folder) {
    return read(folder.resolve("plan.json"), RecordJson::read);
  }

  private static <T> T read(Path file, Function<String, T> reader) {
    try {
      return reader.apply(new OwnFile(file).text());
    } catch (IOException | RuntimeException e) {
      throw unreadable(file.toString(), e);
    }
  }

  private static RunFolderException unreadable(String where, Exception e) {
    if (e instanceof IOException) {
      return new RunFolderException(where + " cannot be read: " + FileProblem.of(e), e);
    }
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new RunFolderException(
        "%s cannot be read: %s; this run cannot be resumed, begin a new one"
            .formatted(where, reason),
        e);
  }

  /** The whole lines of a journal. */
  private record Lines(List<JournalEntry> entries, long size) {

    static Lines of(Path folder) {
      Path file = folder.resolve("journal.jsonl");
      try {
        String whole = Files.exists(file) ? new OwnFile(file).wholeLines() : "";
        List<JournalEntry> entries = new ArrayList<>();
        for (String line : whole.lines().toList()) {
          entries.add(parse(file, entries.size() + 1, line));
        }
        return new Lines(entries, whole.getBytes(StandardCharsets.UTF_8).length);
      } catch (IOException e) {
        throw new RunFolderException(file + " cannot be read: " + FileProblem.of(e), e);
      }
    }

    private static JournalEntry parse(Path file, int number, String line) {
      try {
        return EntryJson.read(line);
      } catch (JsonProcessingException | RuntimeException e) {
        throw unreadable(file + ":" + number, e);
      }
    }
  }
}
