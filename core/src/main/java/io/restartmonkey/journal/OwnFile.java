package io.restartmonkey.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file that this package wrote, and that anything may have happened to since.
 *
 * @param file the file
 */
record OwnFile(Path file) {
  /** The state of 100,000 servers has half of that. */
  static final int MAX_BYTES = 64 << 20;

  private static final int MAX_TEXT_BYTES = 4096;

  /**
   * The whole text.
   *
   * @throws IOException if it cannot be read, is no regular file, is larger than 64 MiB, or is not
   *     UTF-8
   */
  String text() throws IOException {
    return decoded(ByteBuffer.wrap(all()));
  }

  /**
   * The text up to the end of its last whole line: what comes after it was cut off while it was
   * written, perhaps in the middle of a character.
   *
   * @throws IOException as {@link #text}
   */
  String wholeLines() throws IOException {
    byte[] bytes = all();
    return decoded(ByteBuffer.wrap(bytes, 0, Bytes.lastIndexOf(bytes, (byte) '\n') + 1));
  }

  private byte[] all() throws IOException {
    byte[] bytes = bytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
    }
    return bytes;
  }

  private static String decoded(ByteBuffer bytes) throws IOException {
    return UTF_8.newDecoder().decode(bytes).toString();
  }

  /**
   * The first 4 KiB, whatever they are.
   *
   * @throws IOException if it cannot be read, or is no regular file
   */
  String words() throws IOException {
    return new String(bytes(MAX_TEXT_BYTES), UTF_8);
  }

  private byte[] bytes(int most) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most);
    }
  }
}
