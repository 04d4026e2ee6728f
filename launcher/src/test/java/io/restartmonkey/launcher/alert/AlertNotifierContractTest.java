package io.restartmonkey.launcher.alert;

import io.restartmonkey.contract.AlertsContract;
import io.restartmonkey.spi.Alerts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

class AlertNotifierContractTest implements AlertsContract {
  private static final String SHOWN = "alert ";

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final AlertNotifier notifier =
      new AlertNotifier(
          "demo",
          List.of(new AlertQueue(new Stuck(), AlertQueue.Effort.DEFAULT, said::add)),
          said::add);
  private volatile boolean stuck;

  @AfterEach
  void close() {
    released.countDown();
    notifier.close();
  }

  @Override
  public Alerts alerts() {
    return notifier;
  }

  @Override
  public List<String> shown() {
    return said.stream()
        .filter(line -> line.startsWith(SHOWN))
        .map(line -> line.substring(SHOWN.length()).replaceFirst(": ", " "))
        .toList();
  }

  @Override
  public void hang() {
    stuck = true;
  }

  /** A way to an operator that does not end. */
  private final class Stuck implements AlertChannel {
    @Override
    public String name() {
      return "nobody";
    }

    @Override
    public void deliver(String json) throws InterruptedException {
      if (stuck) {
        released.await();
      }
    }
  }
}
