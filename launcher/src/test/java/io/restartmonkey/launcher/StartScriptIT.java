package io.restartmonkey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartScriptIT {
  private static final Path SCRIPT = Path.of("packaging", "restart-monkey").toAbsolutePath();
  private static final Path JAR = Path.of("target", "restart-monkey.jar").toAbsolutePath();
  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir Path folder;

  @Test
  void shouldKeepEveryClassOfACommandInItsArchive() throws Exception {
    assertThat(script("config", "show")).anyMatch(line -> line.startsWith("redis.uri "));

    List<Path> archives = cached();
    assertThat(archives).singleElement().asString().endsWith(".jsa");
    assertThat(
            output(
                Path.of(JAVA_HOME, "bin", "java").toString(),
                "-XX:SharedArchiveFile=" + archives.get(0),
                "-Xlog:class+load",
                "-jar",
                JAR.toString(),
                "config",
                "show"))
        .filteredOn(line -> line.matches(".*\\] (picocli|io\\.restartmonkey|com\\.fasterxml)\\..*"))
        .hasSizeGreaterThan(100)
        .allMatch(line -> line.endsWith("shared objects file"));
  }

  @Test
  void shouldMakeAnArchiveOnceAndReplaceThatOfAnotherJar() throws Exception {
    Files.createDirectories(cache());
    Files.createFile(cache().resolve("1-2.3-4.jsa"));
    script("config", "show");
    List<Path> made = cached();
    assertThat(made).singleElement().asString().doesNotContain("1-2.3-4");

    assertThat(script("config", "show")).anyMatch(line -> line.startsWith("redis.uri "));

    assertThat(cached()).isEqualTo(made);
  }

  @Test
  void shouldStartWithoutAnArchiveWhereNoneCanBeKept() throws Exception {
    Files.createFile(cache());

    assertThat(script("config", "show")).anyMatch(line -> line.startsWith("redis.uri "));
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "home, ''", "home, cache", "'', cache"})
  void shouldKeepNoArchiveWithoutAHome(String home, String xdg) throws Exception {
    ProcessBuilder builder = builder(SCRIPT.toString(), "config", "show");
    builder.environment().remove("RESTART_MONKEY_CACHE");
    builder.environment().putAll(Map.of("HOME", home, "XDG_CACHE_HOME", xdg));

    assertThat(output(builder)).anyMatch(line -> line.startsWith("redis.uri "));

    assertThat(folder).isEmptyDirectory();
    assertThat(Path.of("/nonexistent")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void shouldEndWithJavaAndLeaveNothingWhereASignalComes(String signal, int code) throws Exception {
    // Reads a state that never comes, and so does not end by itself.
    ProcessBuilder builder = builder(SCRIPT.toString(), "plan", "--state", "-");
    // What nohup starts ignores SIGHUP, a job in the background of a script SIGINT, and so would
    // what they start.
    builder.command().addAll(0, List.of("env", "--default-signal"));
    Process process = builder.start();
    try {
      Awaitility.await().until(() -> process.children().anyMatch(StartScriptIT::makesAnArchive));
      List<ProcessHandle> children = process.children().toList();

      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();

      Awaitility.await().until(() -> !process.isAlive());
      assertThat(process.exitValue()).isEqualTo(code);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(cached()).isEmpty();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static boolean makesAnArchive(ProcessHandle child) {
    return child.info().arguments().stream()
        .flatMap(Stream::of)
        .anyMatch(word -> word.startsWith("-XX:DumpLoadedClassList"));
  }

  @Test
  void shouldTryAgainADayAfterNoArchiveCouldBeMade() throws Exception {
    script("config", "show");
    Path archive = cached().get(0);
    Files.delete(archive);
    Files.createFile(archive);
    Path leftBehind = Files.createDirectory(cache().resolve(".new-archive.abc"));
    script("config", "show");
    assertThat(cached()).containsExactlyInAnyOrder(archive, leftBehind);
    assertThat(archive).isEmptyFile();

    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(archive, longAgo);
    Files.setLastModifiedTime(leftBehind, longAgo);
    script("config", "show");

    assertThat(cached()).containsExactly(archive);
    assertThat(archive).isNotEmptyFile();
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.toList();
    }
  }

  private List<String> script(String... arguments) throws Exception {
    return output(
        Stream.concat(Stream.of(SCRIPT.toString()), Stream.of(arguments)).toArray(String[]::new));
  }

  /** The lines that a command says, once it has ended well. */
  private List<String> output(String... command) throws Exception {
    return output(builder(command));
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("JAVA_HOME", JAVA_HOME);
    builder.environment().put("RESTART_MONKEY_CACHE", cache().toString());
    return builder;
  }

  private static List<String> output(ProcessBuilder builder) throws Exception {
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text.lines().toList();
  }
}
