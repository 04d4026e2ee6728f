package io.restartmonkey.launcher.progress;

import io.restartmonkey.contract.RunListenerContract;
import io.restartmonkey.run.RunListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

class ProgressContractTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Nested
  class PlainLines implements RunListenerContract {
    private final Progress progress = Progress.on(err, new Terminal(false));

    @Override
    public RunListener listener() {
      return progress;
    }

    @Override
    public String shown() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @Nested
  class LiveLines implements RunListenerContract {
    private final Progress progress = Progress.on(err, new Terminal(true));

    @AfterEach
    void close() {
      progress.close();
    }

    @Override
    public RunListener listener() {
      return progress;
    }

    @Override
    public String shown() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
