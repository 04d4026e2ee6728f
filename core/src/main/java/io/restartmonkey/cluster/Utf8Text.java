package io.restartmonkey.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole files that people write in UTF-8, and says where one is not. */
public final class Utf8Text {
  private Utf8Text() {}

  /** A file that is not UTF-8. */
  public static final class NotUtf8Exception extends CharacterCodingException {
    private static final long serialVersionUID = 1L;

    private final int line;

    private NotUtf8Exception(int line) {
      this.line = line;
    }

    /** The line that it is not in; the first one is 1. */
    public int line() {
      return line;
    }

    @Override
    public String getMessage() {
      return "not UTF-8; save the file as UTF-8";
    }
  }

  /** Whether there is such a file. */
  public static boolean isThere(Path file) {
    return Files.exists(file);
  }

  /**
   * The text of a file.
   *
   * @throws NotUtf8Exception if it is not UTF-8
   * @throws IOException if it cannot be read
   */
  public static String of(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
      throw new NotUtf8Exception(1 + (int) text.flip().chars().filter(c -> c == '\n').count());
    }
    return text.flip().toString();
  }
}
