package io.restartmonkey.inventory;

import io.restartmonkey.cluster.ForeignText;
import java.nio.file.Path;

/** An inventory template must be mended. The message has the file and, where known, the line. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemplateException(Path file, String reason) {
    super(ForeignText.oneLine(file + ": " + reason));
  }

  TemplateException(Path file, int line, String reason) {
    super(ForeignText.oneLine(file + ":" + line + ": " + reason));
  }
}
