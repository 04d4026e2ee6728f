package io.restartmonkey.ansible;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The plugin of Ansible that writes the events of a run. It lies in the run's own folder, where
 * nobody tidies up while the run lasts.
 */
final class EventCallback {
  /** The variable that names the file of events. */
  static final String EVENTS = "RESTART_MONKEY_EVENTS";

  /** The variable that says after how many seconds the run is ended, from when it begins to act. */
  static final String DEADLINE = "RESTART_MONKEY_DEADLINE_S";

  private static final String FILE = "restart_monkey_events.py";

  private EventCallback() {}

  /** Where a run in this folder has it. */
  static Path folder(Path run) {
    return run.resolve("callback_plugins");
  }

  /** Writes it for a run in this folder. */
  static void write(Path run) throws IOException {
    Path plugins = folder(run);
    Files.createDirectories(plugins, asFileAttribute(fromString("rwx------")));
    PrivateFile.write(plugins.resolve(FILE), OurScript.text(FILE));
  }
}
