package io.restartmonkey.launcher.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Tiny real programs to be called for an alert.
 *
 * @param folder where they are, and what they write
 */
record HookPrograms(Path folder) {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

  /** A program; {@code $HERE} is the folder, and {@code put FILE} writes its input there. */
  String program(String... lines) throws IOException {
    Path file = Files.createTempFile(folder, "hook", "");
    String head =
        "#!/bin/sh\nHERE='%s'\nput() { cat > \"$HERE/$1.new\"; mv \"$HERE/$1.new\" \"$HERE/$1\"; }\n";
    Files.writeString(file, head.formatted(folder) + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  /** A program as a hook that has all the time that it wants. */
  ExecHook hook(String... lines) throws IOException {
    return new ExecHook(program(lines), ENVIRONMENT, Duration.ofDays(1));
  }

  /** What a program has put into a file, once it is there. */
  String written(String name) throws IOException {
    Path file = folder.resolve(name);
    Awaitility.await().until(() -> Files.exists(file));
    return Files.readString(file);
  }

  /** The process whose number a program has put into a file. */
  ProcessHandle process(String name) throws IOException {
    return ProcessHandle.of(Long.parseLong(written(name).strip())).orElseThrow();
  }
}
