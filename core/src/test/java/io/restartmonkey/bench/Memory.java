package io.restartmonkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of processes, as {@code /proc} has it. */
final class Memory {
  private static final double MEGABYTE = 1e6;

  private Memory() {}

  /** What it has in memory, in megabytes; 0 if it has just ended. */
  static double resident(ProcessHandle process) {
    return megabytes(process, "status", "VmRSS:");
  }

  /** What it has in memory, its share of what others have too, in megabytes; 0 if it has ended. */
  static double proportional(ProcessHandle process) {
    return megabytes(process, "smaps_rollup", "Pss:");
  }

  private static double megabytes(ProcessHandle process, String file, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), file)).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / MEGABYTE)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
