package io.restartmonkey.launcher.watch;

import io.restartmonkey.launcher.view.TickView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Watches over several clusters, side by side. One that cannot be watched is told of, and tried
 * again with growing pauses until it can be; the others go on meanwhile.
 */
public final class Watches {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

  private final List<Path> files;
  private final Function<Path, Watch> maker;
  private final TickView view;
  private final List<Watch> known = new CopyOnWriteArrayList<>();
  private final Queue<RuntimeException> firstFailures = new ConcurrentLinkedQueue<>();
  private volatile boolean someBegan;

  /**
   * Watches that have not begun.
   *
   * @param files with the settings of a cluster each
   * @param maker reads such a file, each time anew
   */
  public Watches(List<Path> files, Function<Path, Watch> maker, TickView view) {
    this.files = List.copyOf(files);
    this.maker = maker;
    this.view = view;
  }

  /**
   * Watches until the calling thread is interrupted.
   *
   * @throws RuntimeException if none can begin
   */
  public void run() {
    List<Thread> threads = new ArrayList<>();
    for (Path file : files) {
      threads.add(new Thread(() -> keepWatching(file, threads), "watch over " + file));
    }
    threads.forEach(Thread::start);
    threads.forEach(thread -> join(thread, threads));
    if (firstFailures.size() == files.size() && !someBegan) {
      throw firstFailures.remove();
    }
  }

  private void keepWatching(Path file, List<Thread> all) {
    Duration pause = FIRST_PAUSE;
    boolean first = true;
    Optional<Watch> former = Optional.empty();
    try (Unwatched unwatched = new Unwatched(file.toString(), view, known)) {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          Watch watch = maker.apply(file);
          known.add(0, watch);
          former.ifPresent(known::remove);
          former = Optional.of(watch);
          unwatched.isAbout(Optional.of(watch));
          watch.run(
              () -> {
                someBegan = true;
                unwatched.isOver();
              });
          return;
        } catch (RuntimeException e) {
          boolean hadBegun = unwatched.wasOver();
          if (first && !hadBegun) {
            firstFailures.add(e);
            if (firstFailures.size() == files.size() && !someBegan) {
              all.forEach(Thread::interrupt); // Nothing is watched: whoever began it is told.
              return;
            }
          }
          first = false;
          pause = hadBegun ? FIRST_PAUSE : pause;
          unwatched.begins(String.valueOf(e.getMessage()));
        }
        Thread.sleep(pause.toMillis()); // Between two tries; an interrupt ends it.
        pause = shorter(pause.multipliedBy(2), MAX_PAUSE);
      }
    } catch (InterruptedException e) {
      // This is how it ends.
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whoever interrupts this ends all of them. */
  private static void join(Thread thread, List<Thread> all) {
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        all.forEach(Thread::interrupt);
      }
    }
  }
}
