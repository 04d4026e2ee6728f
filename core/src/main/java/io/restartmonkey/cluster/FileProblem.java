package io.restartmonkey.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** What went wrong with a file, as an operator says it, with the cure that fits this reason. */
public final class FileProblem {
  private FileProblem() {}

  /** Says it in one line; it goes on from "FILE cannot be read: ". */
  public static String of(Exception problem) {
    if (problem instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return of(unchecked.getCause());
    } else if (problem instanceof CharacterCodingException) {
      return "it is not UTF-8";
    } else if (problem instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    } else if (problem instanceof FileNotFoundException gone) {
      return String.valueOf(gone.getMessage());
    } else if (problem instanceof FileSystemException failed) {
      return ForeignText.oneLine(of(failed));
    } else if (problem instanceof IOException && problem.getMessage() != null) {
      return ForeignText.oneLine(known(problem.getMessage()).orElse(problem.getMessage()));
    }
    return ForeignText.oneLine(problem.toString());
  }

  /** Why this very file cannot be read; it goes on from "FILE: ", which names the file. */
  public static String unreadable(Path file, Exception problem) {
    boolean isGone =
        problem instanceof NoSuchFileException gone && file.toString().equals(gone.getFile());
    return isGone ? "does not exist" + twin(file) : "cannot be read: " + of(problem);
  }

  /** YAML has two endings. */
  private static String twin(Path file) {
    String name = String.valueOf(file.getFileName());
    String other =
        name.endsWith(".yaml")
            ? name.replaceFirst("aml$", "ml")
            : name.replaceFirst("\\.yml$", ".yaml");
    return other.equals(name) || !Files.exists(file.resolveSibling(other))
        ? ""
        : ForeignText.oneLine(", but %s does; rename it".formatted(other));
  }

  private static String of(FileSystemException failed) {
    String file = String.valueOf(failed.getFile());
    if (failed instanceof NoSuchFileException) {
      return file + " does not exist";
    } else if (failed instanceof AccessDeniedException) {
      return "permission denied for " + file + "; mend its rights";
    } else if (failed instanceof FileAlreadyExistsException) {
      return file + " is in the way";
    } else if (failed instanceof NotDirectoryException) {
      return file + " is no folder";
    }
    String reason = Optional.ofNullable(failed.getReason()).orElse(failed.toString());
    return known(reason).orElse(reason) + " (" + file + ")";
  }

  /** What Linux says, where it alone does not say what to do. */
  private static Optional<String> known(String reason) {
    if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
      return Optional.of(reason + "; free some space");
    } else if (reason.contains("Read-only file system")) {
      return Optional.of(reason + "; choose another place, or mount it writable");
    } else if (reason.contains("Too many open files")) {
      return Optional.of(reason + "; raise the limit: ulimit -n");
    }
    return Optional.empty();
  }
}
