package io.restartmonkey.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.contract.RunLoopContract;
import io.restartmonkey.spi.RunLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

class InlineLoopTest implements RunLoopContract {
  private final InlineLoop loop = new InlineLoop();
  private Duration passed = Duration.ZERO;

  @Override
  public RunLoop loop() {
    return loop;
  }

  @Override
  public long nanos() {
    return passed.toNanos();
  }

  @Override
  public void await(CompletableFuture<?> done) {
    while (!done.isDone() && passed.toMillis() < 1000) {
      passed = passed.plusMillis(1);
      loop.pass(Duration.ofMillis(1));
    }
    assertThat(done).isDone();
  }
}
