package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.spi.RunLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every {@link RunLoop} does. */
@ContractOf(RunLoop.class)
public interface RunLoopContract {

  /** The loop, which has nothing to do at first. */
  RunLoop loop();

  /** The time that the loop goes by. */
  long nanos();

  /** Lets the loop work, and time pass, until this is done. */
  void await(CompletableFuture<?> done);

  @Test
  default void shouldDoOneAfterTheOther() {
    List<Integer> did = new ArrayList<>();
    CompletableFuture<?> done = new CompletableFuture<>();

    for (int i = 0; i < 100; i++) {
      int number = i;
      loop().execute(() -> did.add(number));
    }
    loop().execute(() -> done.complete(null));
    await(done);

    assertThat(did).hasSize(100).isSorted();
  }

  @Test
  default void shouldDoWhatATaskGivesAfterAllThatWasGivenBefore() {
    List<String> did = new ArrayList<>();
    CompletableFuture<?> done = new CompletableFuture<>();

    loop()
        .execute(
            () -> {
              loop()
                  .execute(
                      () -> {
                        loop().execute(() -> did.add("given by the first"));
                        loop().execute(() -> done.complete(null));
                        did.add("first");
                      });
              loop().execute(() -> did.add("second"));
              did.add("giver");
            });
    await(done);

    assertThat(did).containsExactly("giver", "first", "second", "given by the first");
  }

  @Test
  default void shouldDoNothingBeforeItsTime() {
    Duration time = Duration.ofMillis(5);
    List<String> did = new ArrayList<>();
    CompletableFuture<Long> late = new CompletableFuture<>();

    long begin = nanos();
    loop()
        .execute(
            () -> {
              loop().executeAfter(Duration.ofDays(1), () -> did.add("tomorrow"));
              loop().execute(() -> did.add("now"));
              loop().executeAfter(time, () -> late.complete(nanos()));
            });
    await(late);

    assertThat(late.join() - begin).isGreaterThanOrEqualTo(time.toNanos());
    assertThat(did).containsExactly("now");
  }
}
