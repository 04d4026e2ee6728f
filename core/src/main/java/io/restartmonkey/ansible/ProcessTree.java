package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds and ends all processes of a run, wherever they have gone.
 *
 * <p>Children of a dead parent leave its tree, so descendants alone are not enough: every process
 * of a run carries the run's folder in the environment variable {@code RESTART_MONKEY_STEP}, and on
 * Linux {@code /proc} tells who has it.
 */
final class ProcessTree {
  static final String MARK = "RESTART_MONKEY_STEP";

  private static final Path PROC = Path.of("/proc");
  private static final int ROUNDS = 50;

  private ProcessTree() {}

  /** A process that carries a mark. */
  record Marked(ProcessHandle process, Path folder, String commandLine) {

    /** Whether it is only a connection that ssh keeps open for the next run. */
    boolean isSharedConnection() {
      return commandLine.contains("[mux]");
    }
  }

  /** Ends every process that is marked with this folder, and {@code root} with its descendants. */
  static void end(Path folder, Optional<ProcessHandle> root) {
    Predicate<Path> same = folder::equals;
    for (int round = 0; round < ROUNDS; round++) {
      Set<ProcessHandle> left = new LinkedHashSet<>();
      root.ifPresent(
          process -> {
            process.descendants().forEach(left::add);
            left.add(process);
          });
      marked(same).forEach(marked -> left.add(marked.process()));
      left.removeIf(process -> !process.isAlive());
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      left.forEach(ProcessTree::awaitEnd);
    }
  }

  /** The processes of this user whose mark passes the test. */
  static List<Marked> marked(Predicate<Path> folder) {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self)
        .flatMap(process -> mark(process, folder).stream())
        .toList();
  }

  private static Optional<Marked> mark(ProcessHandle process, Predicate<Path> folder) {
    return zeroSeparated(process, "environ")
        .filter(entry -> entry.startsWith(MARK + "="))
        .map(entry -> Path.of(entry.substring(MARK.length() + 1)))
        .filter(folder)
        .map(
            path ->
                new Marked(
                    process, path, String.join(" ", zeroSeparated(process, "cmdline").toList())))
        .findFirst();
  }

  /** A file of {@code /proc}; empty where it is gone, another user's, or not there at all. */
  private static Stream<String> zeroSeparated(ProcessHandle process, String file) {
    Path path = PROC.resolve(Long.toString(process.pid())).resolve(file);
    try {
      String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\0", -1)).filter(entry -> !entry.isEmpty());
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(1, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // It is looked at again in the next round.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
