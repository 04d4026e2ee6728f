package io.restartmonkey.ansible;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
 * Linux {@code /proc} tells who has it. Only processes of this user are believed.
 */
final class ProcessTree {
  static final String MARK = "RESTART_MONKEY_STEP";

  private static final int ROUNDS = 50;

  private ProcessTree() {}

  /** A process that carries a mark. */
  record Marked(ProcessHandle process, Path folder, String commandLine) {

    /**
     * Whether it is only a connection that ssh keeps open for the next run, or the program that
     * such a connection goes through, as with {@code ProxyJump}.
     */
    boolean isSharedConnection() {
      return isConnection(commandLine)
          || Stream.iterate(
                  process.parent(),
                  Optional::isPresent,
                  next -> next.flatMap(ProcessHandle::parent))
              .flatMap(Optional::stream)
              .anyMatch(above -> isConnection(ProcEntry.of(above).commandLine()));
    }

    private static boolean isConnection(String commandLine) {
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
    ProcEntry entry = ProcEntry.of(process);
    return entry
        .environment()
        .filter(variable -> variable.startsWith(MARK + "="))
        .flatMap(variable -> path(variable.substring(MARK.length() + 1)).stream())
        .filter(folder)
        .filter(path -> entry.isOfTheUserOf(ProcEntry.of(ProcessHandle.current())))
        .map(path -> new Marked(process, path, entry.commandLine()))
        .findFirst();
  }

  /** Whoever sets the variable may set it to anything. */
  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
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
