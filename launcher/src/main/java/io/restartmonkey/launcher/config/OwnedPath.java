package io.restartmonkey.launcher.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or folder as it is at the end of all links, whose it is, and who can write to it.
 *
 * @param path where it is, without links
 * @param owner the id of its owner
 * @param mode its rights
 */
record OwnedPath(Path path, int owner, int mode) {
  private static final int ROOT = 0;
  private static final int STICKY = 01000;
  private static final int GROUP_AND_OTHERS_WRITE = 0022;
  private static final int OTHERS_WRITE = 0002;

  static OwnedPath of(Path path) throws IOException {
    Path real = path.toRealPath();
    return new OwnedPath(
        real,
        (int) Files.getAttribute(real, "unix:uid"),
        (int) Files.getAttribute(real, "unix:mode"));
  }

  /** Whether owners are known where this is. */
  static boolean isOwned(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  boolean isOf(int user) {
    return owner == user || owner == ROOT;
  }

  boolean canOthersWrite() {
    return (mode & GROUP_AND_OTHERS_WRITE) != 0;
  }

  boolean canEverybodyWrite() {
    return (mode & OTHERS_WRITE) != 0;
  }

  /** Whether it is a folder that is meant for everybody, such as {@code /tmp}. */
  boolean isShared() {
    return canEverybodyWrite() && (mode & STICKY) != 0;
  }

  String ownerName() throws IOException {
    return Files.getOwner(path).getName();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
