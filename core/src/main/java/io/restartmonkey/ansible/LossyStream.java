package io.restartmonkey.ansible;

import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loses what cannot be written, for example on a full disk. Whoever prints must not be blocked in
 * the middle of a restart because nobody takes its output.
 */
final class LossyStream extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(LossyStream.class);

  private final OutputStream out;
  private boolean broken;

  LossyStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (!broken) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        broken = true;
        LOG.warn("output is lost from here on: {}", e.toString());
      }
    }
  }
}
