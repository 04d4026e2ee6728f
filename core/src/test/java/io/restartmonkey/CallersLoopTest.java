package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.contract.RunLoopContract;
import io.restartmonkey.spi.RunLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that is lost would keep the caller for ever. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CallersLoopTest implements RunLoopContract {
  private final CallersLoop loop = new CallersLoop();

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
    loop.await(done, () -> done.cancel(false));
  }

  @Test
  void shouldDoForTheCallerWhatAnotherThreadGives() {
    CompletableFuture<Thread> worker = new CompletableFuture<>();

    new Thread(() -> loop.execute(() -> worker.complete(Thread.currentThread()))).start();
    await(worker);

    assertThat(worker.join()).isSameAs(Thread.currentThread());
  }
}
