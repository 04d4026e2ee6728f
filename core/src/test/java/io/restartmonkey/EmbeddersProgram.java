package io.restartmonkey;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The whole program of the docs, with core and what core needs, and nothing else. */
final class EmbeddersProgram {
  private static final Pattern PROGRAM =
      Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL);

  /** What Maven brings along with core: neither libraries of tests nor of the launcher. */
  private static final Pattern NEEDED_BY_CORE =
      Pattern.compile(
          ".*/(com/google/guava|com/google/code/gson|com/fasterxml/jackson|org/apache/commons"
              + "|org/jspecify|org/json|org/slf4j|org/yaml|redis/clients)/.*[.]jar");

  private final Path folder;
  private final String classPath;

  /**
   * The program.
   *
   * @param folder where it is compiled, and runs
   * @param core the classes of core, or their jar
   */
  EmbeddersProgram(Path folder, Path core) {
    this.folder = folder;
    List<String> needed =
        Splitter.on(File.pathSeparatorChar)
            .splitToStream(System.getProperty("java.class.path"))
            .filter(NEEDED_BY_CORE.asMatchPredicate())
            .toList();
    assertThat(needed).isNotEmpty();
    this.classPath =
        Stream.concat(Stream.of(core.toAbsolutePath().toString()), needed.stream())
            .collect(joining(File.pathSeparator));
  }

  /** Compiles it, as it stands in the docs but for the port of Redis. */
  void compile(int port) throws IOException {
    String docs = Files.readString(Path.of("../docs/embedding.md"));
    List<String> programs =
        PROGRAM.matcher(docs).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(programs).hasSize(1);
    assertThat(programs.get(0)).contains(" 6379)");
    Path file =
        Files.writeString(
            folder.resolve("RestartShop.java"),
            programs.get(0).replace(" 6379)", " %d)".formatted(port)));

    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-cp", classPath, "-proc:none", "-d", folder.toString());
      boolean compiled =
          compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file)).call();

      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  /** Runs it to its end; returns all that it says. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + File.pathSeparator + classPath,
                "RestartShop"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
