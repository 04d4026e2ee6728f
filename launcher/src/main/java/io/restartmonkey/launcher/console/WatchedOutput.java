package io.restartmonkey.launcher.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers why a write failed first: a {@link java.io.PrintStream} around it tells nobody.
 * Thread-safe.
 */
public final class WatchedOutput extends FilterOutputStream {
  private volatile @Nullable IOException failure;

  public WatchedOutput(OutputStream out) {
    super(out);
  }

  /** Why something that was to be written is lost, if anything is. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void write(int letter) throws IOException {
    write(new byte[] {(byte) letter}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw remembered(e);
    }
  }

  private synchronized IOException remembered(IOException e) {
    if (failure == null) {
      failure = e;
    }
    return e;
  }
}
