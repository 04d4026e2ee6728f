package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Stands in for real folders: files can be put beside the real ones without a trace there. The
 * folders above are as real, so that a path may lead upwards.
 *
 * @param root the folder that stands for the root of the file system, to be made
 */
record LinkedFolders(Path root) {

  /** Where the folder is that stands for a real one, with a link to whatever is there. */
  Path of(Path real) throws IOException {
    Path folder = real.toAbsolutePath().normalize();
    Path linked = root;
    Path at = folder.getRoot();
    open(linked, at);
    for (Path name : folder) {
      linked = linked.resolve(name.toString());
      at = at.resolve(name);
      open(linked, at);
    }
    return linked;
  }

  private static void open(Path linked, Path real) throws IOException {
    if (Files.isDirectory(linked, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.deleteIfExists(linked); // The link that the folder above has.
    Files.createDirectory(linked);
    try (Stream<Path> entries = Files.list(real)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Files.createSymbolicLink(linked.resolve(entry.getFileName()), entry);
      }
    } catch (AccessDeniedException e) {
      // Whoever may only pass through such a folder finds nothing else in it.
    }
  }
}
