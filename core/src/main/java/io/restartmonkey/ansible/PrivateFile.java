package io.restartmonkey.ansible;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** Writes files that are for their owner alone, whatever the umask. */
final class PrivateFile {
  private PrivateFile() {}

  /** Writes a text, in place of what may be there. */
  static void write(Path file, String text) throws IOException {
    try (OutputStream output = open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Opens a file to write after what may be there. */
  static OutputStream append(Path file) throws IOException {
    return open(file, CREATE, APPEND);
  }

  private static OutputStream open(Path file, OpenOption... options) throws IOException {
    return Channels.newOutputStream(
        Files.newByteChannel(file, Set.of(options), asFileAttribute(fromString("rw-------"))));
  }
}
