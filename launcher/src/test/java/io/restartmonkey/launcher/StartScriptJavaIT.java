package io.restartmonkey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With whatever Java, locale and folders the user has. */
class StartScriptJavaIT {
  private static final Path PACKAGING = Path.of("packaging").toAbsolutePath();
  private static final Path JAR = Path.of("target", "restart-monkey.jar").toAbsolutePath();
  private static final String JAVA_HOME = System.getProperty("java.home");

  private record Answer(int code, String out, String err) {}

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void prepare() {
    environment.put("JAVA_HOME", JAVA_HOME);
    environment.put("RESTART_MONKEY_CACHE", folder.resolve("cache").toString());
  }

  @Test
  void shouldSayThatJavaHomeIsWrong() throws Exception {
    environment.put("JAVA_HOME", folder.resolve("gone").toString());

    refused("JAVA_HOME is " + folder.resolve("gone"));
  }

  @Test
  void shouldSayThatThereIsNoJava() throws Exception {
    environment.remove("JAVA_HOME");
    Path tools = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("sh", "readlink", "stat", "locale")) {
      executable(tools.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
    }
    environment.put("PATH", tools.toString());

    refused("there is no java on the PATH; install Java 17 or later");
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_392, 8", "11.0.21, 11", "16, 16"})
  void shouldSayThatJavaIsTooOld(String version, int age) throws Exception {
    fakeJava("echo 'Unrecognized option: -Xlog:disable' >&2; exit 1", version);

    refused("is Java " + age + "; install Java 17 or later");
  }

  @Test
  void shouldAskAJavaThatHasNoReleaseFile() throws Exception {
    fakeJava("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", "");

    refused("is Java 11; install Java 17 or later");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void shouldSayThatJavaCannotStartWithItsOptions(String variable) throws Exception {
    environment.put(variable, "-XX:+NoSuchOption");

    Answer answer = run(script(), "config", "show");

    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err())
        .startsWith("restart-monkey: Java does not start with")
        .contains("mend them: ", "NoSuchOption")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -XX:+UseG1GC",
    "JDK_JAVA_OPTIONS, -XX:+UseParallelGC",
    "_JAVA_OPTIONS, -XX:+UseG1GC",
    "JAVA_TOOL_OPTIONS, -Xmx900m -Xlog:disable",
    "JAVA_TOOL_OPTIONS, -XX:TieredStopAtLevel=4",
    "JAVA_TOOL_OPTIONS, -Xshare:off"
  })
  void shouldStartWithTheUsersOwnOptions(String variable, String options) throws Exception {
    environment.put(variable, options);

    Answer first = run(script(), "config", "show");
    Answer second = run(script(), "config", "show");

    assertThat(List.of(first.code(), second.code())).as(first.err()).containsOnly(0);
    assertThat(second.out()).contains("redis.uri").isEqualTo(first.out());
  }

  @Test
  void shouldLetTheUsersCollectorHoldThroughAnArgumentFile() throws Exception {
    Path options = Files.writeString(folder.resolve("options"), "-XX:+UseParallelGC\n");
    environment.put("JDK_JAVA_OPTIONS", "@" + options);

    assertThat(run(script(), "config", "show").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8", "C.UTF-8"})
  void shouldTakeNamesWithUmlautsAndBlanksInAnyLocale(String locale) throws Exception {
    environment.put("LC_ALL", locale);
    // The shell makes the name, as the JVM of this test may have no such letters.
    Path calling =
        Files.writeString(
            folder.resolve("calling"),
            """
            here="$1/$(printf 'ein \\303\\204rger')"
            mkdir "$here" && cp "$2" "$3" "$here" && cd "$here" && echo 'cluster: red' >x.yaml
            "$here/restart-monkey" config show --config "$here/x.yaml"
            code=$?
            rm -r "$here"
            exit "$code"
            """);

    Answer answer = run("sh", calling.toString(), folder.toString(), JAR.toString(), script());

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out()).containsPattern("cluster +red +\\S*/ein \u00c4rger/x.yaml");
  }

  @Test
  void shouldFindItsJarThroughASymbolicLinkAndProposeItself() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("monkey"), Path.of(script()));

    assertThat(run(link.toString(), "plan", "--nonsense").err())
        .contains("see: " + link + " plan --help");

    environment.put("PATH", folder + ":" + System.getenv("PATH"));
    assertThat(run("sh", "-c", "monkey plan --nonsense").err()).contains("see: monkey plan --help");
    Files.delete(link);
  }

  @Test
  void shouldPassOverAnArchiveThatIsDamagedOrEmpty() throws Exception {
    run(script(), "config", "show");
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      Path archive = files.findFirst().orElseThrow();
      Files.delete(archive);
      Files.writeString(archive, "no archive");
      assertThat(run(script(), "config", "show").out()).contains("redis.uri");
      Files.writeString(archive, "");
      assertThat(run(script(), "config", "show").out()).contains("redis.uri");
      assertThat(archive).isEmptyFile();
    }
  }

  @Test
  void shouldStartWithoutAHome() throws Exception {
    environment.remove("RESTART_MONKEY_CACHE");
    environment.put("HOME", "/proc/nowhere");
    environment.put("XDG_CACHE_HOME", "");

    Answer answer = run(script(), "config", "show");

    assertThat(answer.code()).isZero();
    assertThat(answer.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"simulate, false", "monitor, false", "plan, true", "restart-cluster, true"})
  void shouldLetWhatTakesLongHaveTheBetterCompiler(String command, boolean isShort)
      throws Exception {
    fakeJava("echo \"$@\"", "17.0.1");

    assertThat(run(script(), command).out().contains("-XX:TieredStopAtLevel=1")).isEqualTo(isShort);
  }

  private void refused(String reason) throws Exception {
    Answer answer = run(script(), "plan");
    assertThat(answer.code()).isEqualTo(5);
    assertThat(answer.err()).startsWith("restart-monkey: ").contains(reason).hasLineCount(1);
    assertThat(answer.out()).isEmpty();
  }

  /** A Java that is none, with the file that tells its version, if it has one. */
  private void fakeJava(String body, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("java"));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    executable(java, body);
    if (!version.isEmpty()) {
      Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }
    environment.put("JAVA_HOME", home.toString());
  }

  private static void executable(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String script() {
    return PACKAGING.resolve("restart-monkey").toString();
  }

  private Answer run(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("RESTART_MONKEY_.*|.*JAVA.*"));
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Answer(
        code,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
