package io.restartmonkey.launcher.monitor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * Runs a program for each alert, with the alert as its standard input.
 *
 * @param program the program
 */
record ExecHook(String program) implements Delivery {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Override
  public void deliver(String json) throws IOException {
    DefaultExecutor executor = DefaultExecutor.builder().get();
    executor.setWatchdog(ExecuteWatchdog.builder().setTimeout(DEADLINE).get());
    executor.setStreamHandler(
        new PumpStreamHandler(
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
    executor.execute(new CommandLine(program));
  }
}
