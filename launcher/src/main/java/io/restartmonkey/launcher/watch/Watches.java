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
    if (noneBegan()) {
      throw firstFailures.remove();
    }
  }

  private void keepWatching(Path file, List<Thread> all) {
    try (Unwatched unwatched = new Unwatched(file.toString(), view, known)) {
      new RetriedWatch(file, unwatched, all).run();
    } catch (InterruptedException e) {
      // This is how it ends.
    }
  }

  /** The watch over one cluster, begun anew until it ends without a failure. */
  private final class RetriedWatch {
    private final Path file;
    private final Unwatched unwatched;
    private final List<Thread> all;
    private Optional<Watch> former = Optional.empty();
    private Duration pause = FIRST_PAUSE;
    private boolean isFirstAttempt = true;

    RetriedWatch(Path file, Unwatched unwatched, List<Thread> all) {
      this.file = file;
      this.unwatched = unwatched;
      this.all = all;
    }

    void run() throws InterruptedException {
      while (!Thread.currentThread().isInterrupted() && attempt()) {
        Thread.sleep(pause.toMillis()); // Between two tries; an interrupt ends it.
        pause = shorter(pause.multipliedBy(2), MAX_PAUSE);
      }
    }

    /**
     * Watches until that ends or fails.
     *
     * @return whether to try again
     */
    private boolean attempt() {
      try {
        watch();
        return false;
      } catch (RuntimeException e) {
        boolean hadBegun = unwatched.wasWatched();
        if (isFirstAttempt && !hadBegun) {
          firstFailures.add(e);
          if (noneBegan()) {
            all.forEach(Thread::interrupt); // Nothing is watched: whoever began it is told.
            return false;
          }
        }
        isFirstAttempt = false;
        pause = hadBegun ? FIRST_PAUSE : pause;
        unwatched.onFailure(String.valueOf(e.getMessage()));
        return true;
      }
    }

    private void watch() {
      Watch watch = maker.apply(file);
      known.add(0, watch);
      former.ifPresent(known::remove);
      former = Optional.of(watch);
      unwatched.onAttempt(watch);
      watch.run(
          () -> {
            someBegan = true;
            unwatched.onWatched();
          });
    }
  }

  private boolean noneBegan() {
    return firstFailures.size() == files.size() && !someBegan;
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
