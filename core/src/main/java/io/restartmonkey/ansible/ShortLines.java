package io.restartmonkey.ansible;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a stream, each cut to 65,536 characters: who never ends a line fills no memory. */
final class ShortLines implements AutoCloseable {
  private static final int MAX_LENGTH = 1 << 16;

  private final BufferedReader in;

  ShortLines(InputStream stream) {
    in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** The next line; empty at the end of the stream. */
  Optional<String> next() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    if (c < 0) {
      return Optional.empty();
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() < MAX_LENGTH) {
        line.append((char) c);
      }
    }
    return Optional.of(line.toString());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
