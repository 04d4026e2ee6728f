package io.restartmonkey.ansible;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /** The one in this folder, which need not be there yet. */
  static EventCallback in(Path folder) {
    return new EventCallback(folder.resolve("callback_plugins"));
  }

  /** Writes it. */
  void write() throws IOException {
    String file = NAME + ".py";
    Files.createDirectories(folder);
    try (InputStream plugin = EventCallback.class.getResourceAsStream(file)) {
      Files.copy(
          Objects.requireNonNull(plugin, file),
          folder.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
