package io.restartmonkey.launcher.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes the cluster's state from a file. */
final class StateOption {
  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Take the cluster's state from this file instead of Redis, as 'snapshot' printed it; - is standard input.")
  private @Nullable Path file;

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
