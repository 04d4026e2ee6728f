package io.restartmonkey.launcher.term;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InvocationTest {

  @Test
  void shouldProposeTheWordsThatItWasCalledWith() {
    assertThat(java("launcher/target/restart-monkey.jar", " resume 1"))
        .isEqualTo("java -jar launcher/target/restart-monkey.jar");
    assertThat(java("x/restart-monkey.jar", "")).isEqualTo("java -jar x/restart-monkey.jar");
    assertThat(java("a folder/restart-monkey.jar", " plan --state y.jar"))
        .isEqualTo("java -jar 'a folder/restart-monkey.jar'");
  }

  @Test
  void shouldProposeTheStartScriptWhereThatWasCalled() {
    assertThat(script("restart-monkey")).isEqualTo("restart-monkey");
    assertThat(script("/usr/lib/rm/restart-monkey")).isEqualTo("/usr/lib/rm/restart-monkey");
    assertThat(script("./it's here/restart-monkey")).isEqualTo("'./it'\\''s here/restart-monkey'");
  }

  @Test
  void shouldProposeTheOptionsThatItWasCalledWith() {
    Invocation.repeat(List.of("--config", "my cluster.yaml", "--set", "runs.kept=5"));
    try {
      assertThat(Invocation.of("resume", "it's 1"))
          .isEqualTo(
              "restart-monkey --config 'my cluster.yaml' --set runs.kept=5 resume 'it'\\''s 1'");
    } finally {
      Invocation.repeat(List.of());
    }
  }

  @Test
  void shouldProposeTheFileOfEachClusterInItsThreads() throws InterruptedException {
    AtomicReference<String> there = new AtomicReference<>("");
    Thread watch =
        new Thread(
            () -> {
              Invocation.repeatHere(List.of("--config", "a.yaml"));
              Thread worker = new Thread(() -> there.set(Invocation.of("status")));
              worker.start();
              Uninterruptibles.joinUninterruptibly(worker);
            });
    watch.start();
    watch.join();

    assertThat(there).hasValue("restart-monkey --config a.yaml status");
    assertThat(Invocation.of("status")).isEqualTo("restart-monkey status");
  }

  @Test
  void shouldFallBackOnItsPlainName() {
    assertThat(Invocation.words(Optional.empty(), "", "")).isEqualTo("restart-monkey");
    assertThat(
            Invocation.words(
                Optional.empty(), "a.jar:b.jar", "io.restartmonkey.launcher.Main plan"))
        .isEqualTo("restart-monkey");
  }

  private static String java(String jar, String arguments) {
    return Invocation.words(Optional.empty(), jar, jar + arguments);
  }

  private static String script(String called) {
    return Invocation.words(Optional.of(called), "/opt/rm.jar", "/opt/rm.jar plan");
  }
}
