package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.monitor.TickView;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Watches over several clusters, side by side. One that cannot go on is told of, and the others go
 * on without it.
 */
record Watches(List<Watch> watches, TickView view) {

  /**
   * Watches until the calling thread is interrupted.
   *
   * @throws RuntimeException if none can go on
   */
  void run() {
    if (watches.size() == 1) {
      watches.get(0).run();
      return;
    }
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads =
        watches.stream()
            .map(watch -> new Thread(() -> run(watch, failures), "watch over " + watch.cluster()))
            .toList();
    threads.forEach(Thread::start);
    threads.forEach(thread -> join(thread, threads));
    if (failures.size() == watches.size()) {
      throw failures.remove();
    }
  }

  private void run(Watch watch, Queue<RuntimeException> failures) {
    try {
      watch.run();
    } catch (RuntimeException e) {
      failures.add(e);
      view.say(watch.cluster(), "restart-monkey: this is no longer watched: " + e.getMessage());
    }
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
