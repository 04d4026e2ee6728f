package io.restartmonkey.bench;

import java.util.List;

/** Medians, and how figures are taken and written. */
final class Figures {
  /** What is timed. */
  interface Work {
    void run() throws Exception;
  }

  private Figures() {}

  /** How long some work takes. */
  static double seconds(Work work) {
    long start = System.nanoTime();
    try {
      work.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The median, with the least and the most. */
  static String of(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    return "%.3f (%.3f to %.3f)"
        .formatted(median(sorted), sorted.get(0), sorted.get(sorted.size() - 1));
  }
}
