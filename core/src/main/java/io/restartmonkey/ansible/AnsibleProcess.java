package io.restartmonkey.ansible;

import io.restartmonkey.AnsibleUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecuteResultHandler;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * A process in a session of its own, so that a Ctrl-C in the terminal reaches the launcher alone.
 *
 * <p>commons-exec's watchdog ends the direct child only and then waits for the pipe that its
 * grandchildren hold; here the whole tree is ended instead.
 */
final class AnsibleProcess {
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final int ROUNDS = 100;

  private final DefaultExecuteResultHandler result = new DefaultExecuteResultHandler();
  private final AtomicReference<Process> process = new AtomicReference<>();
  private final Path mark;

  /**
   * Starts it.
   *
   * @param mark the folder that its processes are found by
   * @param output takes what it prints
   */
  AnsibleProcess(
      List<String> words,
      Map<String, String> environment,
      Path workingFolder,
      Path mark,
      OutputStream output) {
    this.mark = mark;
    CommandLine command = new CommandLine("setsid");
    words.forEach(word -> command.addArgument(word, false));
    DefaultExecutor executor =
        DefaultExecutor.builder()
            .setWorkingDirectory(workingFolder)
            .setExecuteStreamHandler(new PumpStreamHandler(new LossyStream(output)))
            .get();
    executor.setExitValues(null);
    executor.setProcessDestroyer(new Catch());
    try {
      executor.execute(command, environment, result);
    } catch (IOException e) {
      throw new AnsibleUnavailableException("cannot start " + words.get(0) + ": " + e);
    }
  }

  /** Waits for its end, but no longer than this. */
  boolean endsWithin(Duration time) throws InterruptedException {
    result.waitFor(time);
    return result.hasResult();
  }

  /** Ends it with all its processes, also when it is only just about to exist. */
  void end() {
    boolean interrupted = Thread.interrupted();
    for (int round = 0; round < ROUNDS && !result.hasResult(); round++) {
      ProcessTree.end(mark, Optional.ofNullable(process.get()).map(Process::toHandle));
      try {
        result.waitFor(ROUND);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    ProcessTree.end(mark, Optional.empty());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its exit code, once it has ended. */
  int exitCode() {
    return result.getExitValue();
  }

  /** Learns the process from commons-exec; ending it is {@link ProcessTree}'s part. */
  private final class Catch implements ProcessDestroyer {
    @Override
    public boolean add(Process started) {
      process.set(started);
      return true;
    }

    @Override
    public boolean remove(Process ended) {
      return true;
    }

    @Override
    public int size() {
      return process.get() == null ? 0 : 1;
    }
  }
}
