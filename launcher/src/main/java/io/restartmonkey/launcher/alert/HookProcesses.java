package io.restartmonkey.launcher.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All processes of one call of a hook. Children of a dead parent leave its tree, so each carries a
 * mark in its environment besides, which Linux tells in {@code /proc}.
 *
 * @param mark the mark
 */
record HookProcesses(String mark) {
  /** The environment variable that holds the mark. */
  static final String MARK = "RESTART_MONKEY_ALERT";

  private static final int ROUNDS = 50;

  /** Ends them, also those that are born meanwhile. */
  void end(ProcessHandle root) {
    for (int round = 0; round < ROUNDS; round++) {
      List<ProcessHandle> left =
          Stream.of(root.descendants(), Stream.of(root), marked())
              .flatMap(processes -> processes)
              .distinct()
              .filter(ProcessHandle::isAlive)
              .toList();
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      left.forEach(
          process -> process.onExit().completeOnTimeout(process, 1, TimeUnit.SECONDS).join());
    }
  }

  private Stream<ProcessHandle> marked() {
    String entry = "\0" + MARK + "=" + mark + "\0";
    return ProcessHandle.allProcesses()
        .filter(process -> ("\0" + environment(process)).contains(entry));
  }

  /** Empty where it is gone, another user's, or not told. */
  private static String environment(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "environ");
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
