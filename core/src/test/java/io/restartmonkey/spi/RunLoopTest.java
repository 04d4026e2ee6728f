package io.restartmonkey.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.contract.RunLoopContract;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunLoopTest implements RunLoopContract {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final RunLoop loop = RunLoop.on(thread);

  @AfterEach
  void end() {
    thread.shutdownNow();
  }

  @Override
  public RunLoop loop() {
    return loop;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void await(CompletableFuture<?> done) {
    done.orTimeout(1, TimeUnit.MINUTES).join(); // A task that is lost would keep us for ever.
  }

  @Test
  void shouldDoEverythingOnItsThread() {
    CompletableFuture<Thread> one = new CompletableFuture<>();
    CompletableFuture<Thread> other = new CompletableFuture<>();

    loop.execute(() -> one.complete(Thread.currentThread()));
    Thread giver = new Thread(() -> loop.execute(() -> other.complete(Thread.currentThread())));
    giver.start();
    await(one);
    await(other);

    assertThat(one.join()).isSameAs(other.join()).isNotIn(giver, Thread.currentThread());
  }
}
