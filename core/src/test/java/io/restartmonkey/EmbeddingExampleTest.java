package io.restartmonkey;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program of the docs: somebody can copy it as it is. */
class EmbeddingExampleTest {
  @TempDir Path folder;

  @Test
  void shouldCompileWithCoreAndItsDependencies() throws IOException {
    new EmbeddersProgram(folder, Path.of("target/classes")).compile(6379);
  }
}
