package io.restartmonkey.ansible;

import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecuteResultHandler;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteStreamHandler;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process in a session of its own, so that a Ctrl-C in the terminal reaches the launcher alone.
 *
 * <p>commons-exec's watchdog ends the direct child only and then waits for the pipe that its
 * grandchildren hold; here the whole tree is ended instead.
 */
final class AnsibleProcess extends MarkedExecution {
  private static final Logger LOG = LoggerFactory.getLogger(AnsibleProcess.class);

  private final DefaultExecuteResultHandler result = new DefaultExecuteResultHandler();
  private final AtomicReference<Process> process = new AtomicReference<>();

  private AnsibleProcess(Path mark) {
    super(mark);
  }

  /**
   * Starts one that nobody has anything to say to.
   *
   * @throws IOException if its output cannot be written
   */
  static AnsibleProcess start(AnsibleCommand command, Map<String, String> environment)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(command.variables());
    OutputStream output = PrivateFile.append(command.output());
    try {
      return start(command, all, new Pumps(output));
    } catch (AnsibleUnavailableException e) {
      output.close();
      throw e;
    }
  }

  /** Starts one, and handles its streams. */
  static AnsibleProcess start(
      AnsibleCommand command, Map<String, String> environment, ExecuteStreamHandler streams) {
    AnsibleProcess process = new AnsibleProcess(command.folder());
    CommandLine line = new CommandLine("setsid");
    command.words().forEach(word -> line.addArgument(word, false));
    DefaultExecutor executor =
        DefaultExecutor.builder()
            .setWorkingDirectory(command.workingFolder())
            .setExecuteStreamHandler(streams)
            .get();
    executor.setExitValues(null);
    executor.setProcessDestroyer(process.new Catch());
    try {
      executor.execute(line, environment, process.result);
    } catch (IOException e) {
      throw new AnsibleUnavailableException("cannot start " + command.words().get(0) + ": " + e);
    }
    return process;
  }

  @Override
  public boolean endsWithin(Duration time) throws InterruptedException {
    result.waitFor(time);
    return result.hasResult();
  }

  @Override
  Optional<ProcessHandle> root() {
    return Optional.ofNullable(process.get()).map(Process::toHandle);
  }

  @Override
  public OptionalInt exitCode() {
    return OptionalInt.of(result.getExitValue());
  }

  /**
   * Takes the output. What is still in the pipes when the process has ended comes at once; a
   * program that it has left may hold them for days.
   */
  private static final class Pumps extends PumpStreamHandler {
    private static final Duration REST = Duration.ofSeconds(2);

    private final OutputStream output;

    Pumps(OutputStream output) {
      super(new LossyStream(output));
      this.output = output;
      setStopTimeout(REST);
    }

    @Override
    public void stop() throws IOException {
      try {
        super.stop();
      } catch (IOException e) {
        LOG.debug("a program that Ansible has left holds its output", e);
      }
      output.close();
    }
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
