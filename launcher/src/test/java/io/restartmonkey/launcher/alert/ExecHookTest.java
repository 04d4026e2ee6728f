package io.restartmonkey.launcher.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.restartmonkey.launcher.setting.RedisKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecHookTest {
  private static final String LARGE = "x".repeat(1_000_000);

  @TempDir Path folder;
  private HookPrograms programs;
  private final List<ProcessHandle> left = new ArrayList<>();

  @BeforeEach
  void prepare() {
    programs = new HookPrograms(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    left.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void shouldGiveAllOfTheAlertAsInput() throws Exception {
    programs.hook("wc -c | put size").deliver(LARGE);

    assertThat(programs.written("size").strip()).isEqualTo("1000000");
  }

  @Test
  void shouldNotMindThatTheInputIsNotRead() throws Exception {
    programs.hook("echo done | put said").deliver(LARGE);

    assertThat(programs.written("said")).isEqualTo("done\n");
  }

  @Test
  void shouldNotWaitForAChildThatHoldsTheOutput() throws Exception {
    ExecHook hook = programs.hook("sleep 1000 &", "echo $! | put child");

    FutureTask<Void> delivery = delivery(hook);
    start(delivery);
    left.add(programs.process("child"));

    delivery.get(30, TimeUnit.SECONDS);
    assertThat(left).allMatch(ProcessHandle::isAlive);
  }

  @Test
  void shouldEndAProgramThatHangs() throws IOException {
    String program = programs.program("sleep 1000");
    ExecHook hook = new ExecHook(program, Map.of(), Duration.ofMillis(300));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> hook.deliver("{}"))
        .withMessage("it was ended after 0.3 s");

    assertThat(ProcessHandle.allProcesses()).noneMatch(process -> words(process).contains(program));
  }

  @Test
  void shouldEndAllItsProcessesAlsoThoseThatLeftItsTree() throws Exception {
    ExecHook hook =
        programs.hook(
            "(setsid sleep 1000 & echo $! | put orphan)",
            "sleep 1000 &",
            "echo $! | put child",
            "wait");
    FutureTask<Void> delivery = delivery(hook);
    Thread thread = start(delivery);
    left.add(programs.process("orphan"));
    left.add(programs.process("child"));

    thread.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(delivery::get)
        .withRootCauseInstanceOf(InterruptedException.class);
    Awaitility.await().untilAsserted(() -> assertThat(left).noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void shouldNotTellThePasswordOfRedis() throws Exception {
    Map<String, String> environment =
        Map.of("PATH", "/usr/bin:/bin", "KEPT", "yes", RedisKeys.PASSWORD_VARIABLE, "secret");

    new ExecHook(programs.program("env | put env"), environment, Duration.ofDays(1)).deliver("{}");

    assertThat(programs.written("env")).contains("KEPT=yes").doesNotContain("secret");
  }

  @Test
  void shouldNotCountAsDeliveredWithoutExitCode0() throws IOException {
    ExecHook hook = programs.hook("exit 3");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> hook.deliver("{}"))
        .withMessage("it exits with 3");
  }

  @Test
  void shouldSayThatThereIsNoSuchProgram() {
    ExecHook hook = new ExecHook("/no/such", Map.of(), Duration.ofDays(1));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> hook.deliver("{}"))
        .withMessageContaining("No such file");
  }

  private static FutureTask<Void> delivery(ExecHook hook) {
    return new FutureTask<>(
        () -> {
          hook.deliver("{}");
          return null;
        });
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static List<String> words(ProcessHandle process) {
    return process.info().arguments().map(List::of).orElse(List.of());
  }
}
