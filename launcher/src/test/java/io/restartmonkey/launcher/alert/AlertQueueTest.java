package io.restartmonkey.launcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.health.Alert;
import io.restartmonkey.health.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertQueueTest {
  private static final AlertQueue.Effort EFFORT = new AlertQueue.Effort(2, 3, Duration.ofNanos(1));

  @TempDir Path folder;
  private final Scripted way = new Scripted();
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  @Test
  void shouldTryAgainUntilItIsDelivered() throws InterruptedException {
    way.failures.release(2);

    deliver(way, "one");

    assertThat(way.tried).containsExactly("one", "one", "one");
    assertThat(said).isEmpty();
  }

  @Test
  void shouldSayThatItGivesUp() throws InterruptedException {
    way.failures.release(3);

    deliver(way, "one", "two");

    assertThat(way.tried).containsExactly("one", "one", "one", "two");
    assertThat(said)
        .containsExactly("an alert was not delivered to the script (it is down): text of one");
  }

  @Test
  void shouldTryAProgramAgainThatFails() throws Exception {
    HookPrograms programs = new HookPrograms(folder);

    deliver(
        programs.hook(
            "[ -e \"$HERE/tried\" ] && exec cat > \"$HERE/delivered\"",
            "echo once > \"$HERE/tried\"",
            "exit 1"),
        "one");

    assertThat(programs.written("delivered")).isEqualTo("one");
    assertThat(said).isEmpty();
  }

  @Test
  void shouldDropTheOldestThatWaitsAndSayIt() throws InterruptedException {
    AlertQueue queue = new AlertQueue(way, EFFORT, said::add);
    way.hold();
    send(queue, "one");
    way.awaitTry();
    send(queue, "two", "three");
    assertThat(said).isEmpty();

    send(queue, "four");

    assertThat(said)
        .containsExactly("an alert was not delivered to the script (too many wait): text of two");
    way.goOn();
    end(queue);
    assertThat(way.tried).containsExactly("one", "three", "four");
  }

  @Test
  void shouldSayWhatIsNotDeliveredInTheEnd() throws InterruptedException {
    AlertQueue queue = new AlertQueue(way, EFFORT, said::add);
    way.hold();
    send(queue, "one");
    way.awaitTry();
    send(queue, "two");

    queue.giveUp();
    end(queue);
    send(queue, "three");

    assertThat(said)
        .containsExactlyInAnyOrder(
            "an alert was not delivered to the script (the monitor ends): text of one",
            "an alert was not delivered to the script (the monitor ends): text of two",
            "an alert was not delivered to the script (the monitor ends): text of three");
  }

  private void deliver(AlertChannel delivery, String... alerts) throws InterruptedException {
    AlertQueue queue = new AlertQueue(delivery, EFFORT, said::add);
    send(queue, alerts);
    end(queue);
  }

  private static void send(AlertQueue queue, String... alerts) {
    for (String alert : alerts) {
      Condition condition = new Condition(alert, "text\nof " + alert);
      queue.take(new Alert(Alert.Kind.RAISED, condition, Instant.EPOCH), alert);
    }
  }

  private static void end(AlertQueue queue) throws InterruptedException {
    queue.lastOnes();
    assertThat(queue.endsWithin(TimeUnit.SECONDS.toNanos(30))).isTrue();
  }

  /** Fails as often as it has permits to, and can be held. */
  private static final class Scripted implements AlertChannel {
    final List<String> tried = new CopyOnWriteArrayList<>();
    final Semaphore failures = new Semaphore(0);
    private final Semaphore gate = new Semaphore(1);
    private final Semaphore tries = new Semaphore(0);

    void hold() throws InterruptedException {
      gate.acquire();
    }

    void goOn() {
      gate.release();
    }

    void awaitTry() throws InterruptedException {
      tries.acquire();
    }

    @Override
    public String name() {
      return "the script";
    }

    @Override
    public void deliver(String json) throws IOException, InterruptedException {
      tried.add(json);
      tries.release();
      gate.acquire();
      gate.release();
      if (failures.tryAcquire()) {
        throw new IOException("it is down");
      }
    }
  }
}
