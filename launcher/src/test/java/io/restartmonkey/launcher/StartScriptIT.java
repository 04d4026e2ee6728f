package io.restartmonkey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("JAVA_HOME", JAVA_HOME);
    builder.environment().put("RESTART_MONKEY_CACHE", cache().toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text.lines().toList();
  }
}
