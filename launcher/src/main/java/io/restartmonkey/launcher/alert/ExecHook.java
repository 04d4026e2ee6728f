package io.restartmonkey.launcher.alert;

import io.restartmonkey.launcher.setting.RedisKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program for each alert, with the alert as its standard input and without the password of
 * Redis. Exit code 0 means delivered.
 *
 * <p>What the program prints goes nowhere, rather than through a pipe that one of its children
 * could hold when it has ended itself. Past the deadline, all of its processes are ended.
 *
 * @param program the program
 * @param environment its environment variables
 * @param deadline how long it may take
 */
record ExecHook(String program, Map<String, String> environment, Duration deadline)
    implements AlertChannel {
  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

  ExecHook {
    environment = Map.copyOf(environment);
  }

  @Override
  public String name() {
    return "the program " + program;
  }

  @Override
  public void deliver(String json) throws IOException, InterruptedException {
    String mark = UUID.randomUUID().toString();
    Process process = start(mark);
    feed(process, json);
    boolean ended = false;
    try {
      ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        new HookProcesses(mark).end(process.toHandle());
      }
    }
    if (!ended) {
      throw new IOException("it was ended after " + deadline.toMillis() / 1000.0 + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException("it exits with " + process.exitValue());
    }
  }

  private Process start(String mark) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(environment);
    variables.remove(RedisKeys.PASSWORD_VARIABLE);
    variables.put(HookProcesses.MARK, mark);
    return builder.start();
  }

  /** On a thread of its own, as a program that does not read may keep the writer waiting. */
  private static void feed(Process process, String json) {
    Thread feeder =
        new Thread(
            () -> {
              try (OutputStream input = process.getOutputStream()) {
                input.write(json.getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // It did not want to read it all: what it exits with tells whether that is well.
              }
            },
            "alert-input");
    feeder.setDaemon(true);
    feeder.start();
  }
}
