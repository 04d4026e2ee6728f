package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program of the docs: somebody can copy it as it is. */
class EmbeddingExampleTest {
  private static final Pattern PROGRAM =
      Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void shouldCompileWithCoreAndItsDependencies() throws IOException {
    String docs = Files.readString(Path.of("../docs/embedding.md"));
    List<String> programs =
        PROGRAM.matcher(docs).results().map((MatchResult found) -> found.group(1)).toList();
    assertThat(programs).hasSize(1);
    Path file = Files.writeString(folder.resolve("RestartShop.java"), programs.get(0));

    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString());
      boolean compiled =
          compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(file)).call();

      assertThat(compiled).as(said.toString()).isTrue();
    }
  }
}
