package io.restartmonkey.launcher.command;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The shaded jar as a process of its own. */
final class JarProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "restart-monkey.jar").toAbsolutePath();
  private static final long MAX_SECONDS = 180;

  private final Process process;
  private final Path out;
  private final Path err;

  private JarProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it in this folder. */
  static JarProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    Path out = Files.createTempFile(folder, "out", "");
    return start(folder, environment, out, Redirect.to(out.toFile()), arguments);
  }

  /** Starts it where standard output takes nothing. */
  static JarProcess startOnFullDisk(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    Path full = Path.of("/dev/full");
    return start(folder, environment, full, Redirect.to(full.toFile()), arguments);
  }

  /** Starts it where nobody reads standard output. */
  static JarProcess startUnread(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    JarProcess started = start(folder, environment, Path.of("/dev/null"), Redirect.PIPE, arguments);
    started.process.getInputStream().close();
    return started;
  }

  private static JarProcess start(
      Path folder, Map<String, String> environment, Path out, Redirect output, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                // Whoever started the tests may have SIGINT ignored, and Java keeps it so.
                "env",
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString()));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output)
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("RESTART_MONKEY_"));
    builder.environment().putAll(environment);
    return new JarProcess(builder.start(), out, err);
  }

  /** Waits for its end and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end");
    }
    return process.exitValue();
  }

  /** The processes that it started, and theirs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits until it has said something. */
  void awaitSaid(String text) {
    Awaitility.await().atMost(Duration.ofSeconds(MAX_SECONDS)).until(() -> err().contains(text));
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
