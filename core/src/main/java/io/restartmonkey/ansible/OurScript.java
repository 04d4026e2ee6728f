package io.restartmonkey.ansible;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** The Python files that come with this package. */
final class OurScript {
  /** What all that runs Ansible for us imports. */
  static final String OUR_ANSIBLE = "our_ansible.py";

  private OurScript() {}

  /** What is in it. */
  static String text(String name) throws IOException {
    try (InputStream source = OurScript.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(source, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Writes it into a folder. */
  static Path write(String name, Path folder) throws IOException {
    Path script = folder.resolve(name);
    PrivateFile.write(script, text(name));
    return script;
  }
}
