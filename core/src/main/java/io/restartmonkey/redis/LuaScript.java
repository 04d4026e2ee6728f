package io.restartmonkey.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The scripts for Redis that come with this package. Each is one atomic step of Redis. */
final class LuaScript {
  private LuaScript() {}

  /** What is in it. Whoever runs it often reads it once. */
  static String text(String name) {
    try (InputStream source = LuaScript.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(source, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
