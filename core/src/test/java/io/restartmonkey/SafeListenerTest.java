package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.restartmonkey.contract.RunListenerContract;
import io.restartmonkey.fake.CollectingListener;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunListener;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafeListenerTest implements RunListenerContract {
  private final CollectingListener behind = new CollectingListener();
  private final SafeListener listener = new SafeListener(behind);

  @Override
  public RunListener listener() {
    return listener;
  }

  @Override
  public String shown() {
    return String.join("\n", behind.lines());
  }

  @Test
  void shouldKeepToItselfThatAListenerThrows() {
    RunListener throwing =
        new SafeListener(
            new RunListener() {
              @Override
              public void runEnded(RestartReport report) {
                throw new IllegalStateException("broken listener");
              }
            });

    assertThatCode(() -> throwing.runEnded(RestartReport.refused(List.of())))
        .doesNotThrowAnyException();
  }
}
