package io.restartmonkey.launcher.setting;

import java.nio.file.Path;

/** Settings of the records of runs. */
public final class RunKeys {
  static final Section SECTION = new Section("Records of runs", "runs");

  /** The folder of the records; {@code runs} in the current folder. */
  public static final Setting<Path> FOLDER =
      SECTION.setting(
          "folder", new FilePath(), "runs", "This folder keeps the record of each run.");

  /** How many runs stay; 1000. */
  public static final Setting<Integer> KEPT =
      SECTION.setting(
          "kept",
          new WholeNumber(10, 1_000_000, "runs"),
          "1000",
          "Restart Monkey keeps at least this many runs; it deletes older ones once nothing depends on them.");

  private RunKeys() {}
}
