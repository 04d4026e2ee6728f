package io.restartmonkey.ansible;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The plugin of Ansible that writes the events of a run.
 *
 * @param folder where Ansible finds it
 */
record EventCallback(Path folder) {
  static final String NAME = "restart_monkey_events";

  /** The variable that names the file of events. */
  static final String EVENTS = "RESTART_MONKEY_EVENTS";

  /** The variable that says after how many seconds the run is ended, from when it begins to act. */
  static final String DEADLINE = "RESTART_MONKEY_DEADLINE_S";

  /** The one in this folder, which need not be there yet. */
  static EventCallback in(Path folder) {
    return new EventCallback(folder.resolve("callback_plugins"));
  }

  /** Writes it. */
  void write() throws IOException {
    String file = NAME + ".py";
    Files.createDirectories(folder, asFileAttribute(fromString("rwx------")));
    try (InputStream plugin = EventCallback.class.getResourceAsStream(file)) {
      byte[] text = Objects.requireNonNull(plugin, file).readAllBytes();
      PrivateFile.write(folder.resolve(file), new String(text, StandardCharsets.UTF_8));
    }
  }
}
