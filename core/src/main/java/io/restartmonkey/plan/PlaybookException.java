package io.restartmonkey.plan;

import io.restartmonkey.cluster.ForeignText;
import java.nio.file.Path;

/** A playbook must be mended before it can be planned. The message has the file and the line. */
public final class PlaybookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlaybookException(Path file, int line, String reason) {
    super(ForeignText.oneLine(file + ":" + line + ": " + reason));
  }

  PlaybookException(Path file, String reason) {
    super(ForeignText.oneLine(file + ": " + reason));
  }
}
