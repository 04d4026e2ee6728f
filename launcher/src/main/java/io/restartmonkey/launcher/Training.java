package io.restartmonkey.launcher;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.launcher.command.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans and restarts a cluster that is none: two names, no task, this machine alone. Java has then
 * loaded whatever that needs, for the archive of classes that the start script has made.
 */
final class Training {
  /** Set by the start script: the folder that it removes, however this ends. */
  private static final String ASKED = "restart-monkey.training";

  private static final List<String> FILES =
      List.of("cluster.yaml", "stopservices.yaml", "restartservices.yaml", "state.json");

  private Training() {}

  /** The folder in which the start script wants it; empty if it does not want it. */
  static Optional<Path> asked() {
    return Optional.ofNullable(System.getProperty(ASKED)).map(Path::of);
  }

  /** Does it, quietly, in a folder below that one; returns the exit code of the restart. */
  static int run(Path parent) throws IOException {
    Path folder = Files.createTempDirectory(parent, "training-");
    try {
      for (String name : FILES) {
        try (InputStream file = Training.class.getResourceAsStream("training/" + name)) {
          Files.copy(Objects.requireNonNull(file, name), folder.resolve(name));
        }
      }
      Path config = Files.createFile(folder.resolve("restart-monkey.yaml"));
      List<String> words = new ArrayList<>(List.of("--config=" + config));
      Map.of(
              "cluster", "training",
              "redis.uri", "redis://127.0.0.1:1",
              "content.playbooks", folder.toString(),
              "content.template", folder.resolve("cluster.yaml").toString(),
              "runs.folder", folder.resolve("runs").toString())
          .forEach((key, value) -> words.add("--set=" + key + "=" + value));
      words.add("--state=" + folder.resolve("state.json"));
      run("plan", words);
      return run("restart-cluster", words);
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static int run(String command, List<String> options) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    String[] words = Stream.concat(Stream.of(command), options.stream()).toArray(String[]::new);
    return new Program(nowhere, nowhere, Map.of()).run(words);
  }
}
