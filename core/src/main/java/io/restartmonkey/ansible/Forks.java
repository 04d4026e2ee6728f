package io.restartmonkey.ansible;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many servers one run works on at the same time: {@code ansible-playbook --forks}. Each is a
 * process that mostly waits for its server, so there may be many for each processor; what they cost
 * is measured by {@code scripts/bench scale}.
 *
 * @param most as many at most
 */
public record Forks(int most) {
  /** As many as Ansible has by itself. */
  static final int MIN = 5;

  static final int PER_PROCESSOR = 25;
  static final long BYTES = 50L * 1024 * 1024;
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path MEMORY_OF_CONTAINER = Path.of("/sys/fs/cgroup/memory.max");

  /**
   * @throws IllegalArgumentException if it is not positive
   */
  public Forks {
    checkArgument(most > 0, "there must be at least one fork, not %s", most);
  }

  /** 25 for each processor, of 50 MiB each in no more than half of the memory, but at least 5. */
  public static Forks ofThisMachine() {
    return of(Runtime.getRuntime().availableProcessors(), memory());
  }

  static Forks of(int processors, long memory) {
    long carried = Math.min((long) PER_PROCESSOR * processors, memory / 2 / BYTES);
    return new Forks((int) Math.max(MIN, carried));
  }

  /** How many a run on so many servers has. */
  public int on(int servers) {
    return Math.min(most, servers);
  }

  private static long memory() {
    return Stream.of(
            firstNumber(MEMORY).map(kibibytes -> kibibytes * 1024),
            firstNumber(MEMORY_OF_CONTAINER))
        .flatMap(Optional::stream)
        .min(Long::compare)
        .orElse(0L);
  }

  /** The first number in a file; empty if there is none, as where memory has no limit. */
  private static Optional<Long> firstNumber(Path file) {
    try {
      return Stream.of(Files.readString(file).split("\\s+"))
          .map(Longs::tryParse)
          .filter(number -> number != null)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
