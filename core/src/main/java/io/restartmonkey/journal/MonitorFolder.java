package io.restartmonkey.journal;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.health.Tick;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.spi.MonitorState;
import io.restartmonkey.spi.MonitorStateStore;
import io.restartmonkey.spi.Sighting;
import io.restartmonkey.term.Command;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the monitor remembers, beside the folders of its runs: {@code monitor/status.json}, the
 * newest tick; {@code monitor/registry.json}, what was seen of the cluster last; {@code
 * monitor/quarantine/SERVER}, one file for each server, with the reason; {@code
 * monitor/cleared/SERVER}, when it was taken out. For one thread.
 */
public final class MonitorFolder implements MonitorStateStore {
  /** No server's name ends so. */
  private static final String TEMPORARY = "~";

  private final Path folder;
  private final PastRuns past;

  /** Beside these runs. */
  public MonitorFolder(RunFolders runs) {
    this.folder = runs.folder().resolve("monitor");
    this.past = new PastRuns(runs);
  }

  /**
   * Keeps other monitors out until it is closed, or this process ends.
   *
   * @throws RunInProgressException if one is at work
   */
  public Closeable lock() {
    try {
      Path file = folder.resolve(".lock");
      makeFolder(folder);
      FileChannel channel = RunFolders.openLock(file);
      if (!RunFolders.isOurs(channel)) {
        channel.close();
        throw new RunInProgressException(
            "a monitor already runs in %s; see: %s".formatted(folder, Command.SHOW_STATUS.with()));
      }
      return channel;
    } catch (IOException e) {
      throw new RunFolderException(folder + " cannot be written: " + FileProblem.of(e), e);
    }
  }

  /**
   * A word that tells this folder from all others, on whichever machine; made when it is asked for
   * first.
   *
   * @throws RunFolderException if it cannot be read or written
   */
  public String id() {
    Path file = folder.resolve("id");
    try {
      if (!Files.exists(file) || new OwnFile(file).words().isBlank()) {
        write(file, "%08x%n".formatted(new SecureRandom().nextInt()));
      }
      return Syntax.clusterName(new OwnFile(file).words().strip());
    } catch (IOException e) {
      throw new RunFolderException(file + " cannot be read: " + FileProblem.of(e), e);
    }
  }

  /**
   * A folder beside what is remembered, without anything in it.
   *
   * @throws RunFolderException if it cannot be made, or emptied
   */
  public Path emptied(String name) {
    Path place = folder.resolve(name);
    try {
      if (Files.exists(place)) {
        MoreFiles.deleteRecursively(place, RecursiveDeleteOption.ALLOW_INSECURE);
      }
      makeFolder(place);
      return place;
    } catch (IOException e) {
      throw new RunFolderException(place + " cannot be emptied: " + FileProblem.of(e), e);
    }
  }

  @Override
  public MonitorState read() {
    return MonitorState.of(past.all(), quarantined(), cleared());
  }

  private Map<String, Instant> cleared() {
    Path place = folder.resolve("cleared");
    Map<String, Instant> cleared = new TreeMap<>();
    try {
      for (Path file : files(place)) {
        cleared.put(
            String.valueOf(file.getFileName()), Files.getLastModifiedTime(file).toInstant());
      }
      return cleared;
    } catch (IOException e) {
      throw new RunFolderException(place + " cannot be read: " + FileProblem.of(e), e);
    }
  }

  /** The servers in quarantine, with the reason. */
  public Map<String, String> quarantined() {
    Path place = folder.resolve("quarantine");
    Map<String, String> reasons = new TreeMap<>();
    try {
      for (Path file : files(place)) {
        reasons.put(String.valueOf(file.getFileName()), reason(file));
      }
      return reasons;
    } catch (IOException e) {
      throw new RunFolderException(place + " cannot be read: " + FileProblem.of(e), e);
    }
  }

  /** A server whose file is damaged stays in quarantine. */
  private static String reason(Path file) {
    try {
      return ForeignText.oneLine(new OwnFile(file).words().strip());
    } catch (IOException e) {
      return ForeignText.oneLine(file + " cannot be read: " + FileProblem.of(e));
    }
  }

  @Override
  public void quarantine(String server, String reason) {
    write(quarantineOf(server), reason + "\n");
  }

  /**
   * Takes a server out of quarantine; it is then tested and given its traffic back.
   *
   * @return whether it was in it
   * @throws RunFolderException if its file cannot be removed
   */
  public boolean release(String server) {
    Path file = quarantineOf(server);
    if (!Files.exists(file)) {
      return false;
    }
    write(folder.resolve("cleared").resolve(server), "");
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RunFolderException(file + " cannot be removed: " + FileProblem.of(e), e);
    }
  }

  @Override
  public Optional<Sighting> lastSighting() {
    Path file = folder.resolve("registry.json");
    try {
      return Files.exists(file)
          ? Optional.of(SightingJson.read(new OwnFile(file).text()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new RunFolderException(
          "%s cannot be read: %s"
              .formatted(file, ForeignText.oneLine(String.valueOf(e.getMessage()))),
          e);
    }
  }

  @Override
  public void keep(Sighting sighting) {
    write(folder.resolve("registry.json"), SightingJson.write(sighting));
  }

  @Override
  public void keep(Tick tick) {
    write(status(), TickJson.write(tick));
  }

  /** The newest tick as JSON; empty if no monitor has run here. */
  public Optional<String> newestTick() {
    try {
      return Files.exists(status()) ? Optional.of(new OwnFile(status()).text()) : Optional.empty();
    } catch (IOException e) {
      throw new RunFolderException(status() + " cannot be read: " + FileProblem.of(e), e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Path parent = Objects.requireNonNull(file.getParent());
      makeFolder(parent);
      Path temporary =
          Files.createTempFile(parent, "new", TEMPORARY, asFileAttribute(fromString("rw-------")));
      try {
        RunFolder.writeDurably(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new RunFolderException(file + " cannot be written: " + FileProblem.of(e), e);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, asFileAttribute(fromString("rwx------")));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(MonitorFolder::isOfAServer).toList();
    }
  }

  private static boolean isOfAServer(Path file) {
    try {
      Syntax.serverName(String.valueOf(file.getFileName()));
      return true;
    } catch (RecordRefusedException e) {
      return false;
    }
  }

  private Path status() {
    return folder.resolve("status.json");
  }

  private Path quarantineOf(String server) {
    return folder.resolve("quarantine").resolve(Syntax.serverName(server));
  }
}
