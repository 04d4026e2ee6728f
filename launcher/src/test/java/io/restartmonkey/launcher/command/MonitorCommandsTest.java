package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.exit.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorCommandsTest {
  @TempDir Path folder;
  private Map<String, String> environment = Map.of();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void prepare() throws IOException {
    environment = new Workspace(folder).environment();
  }

  @Test
  void shouldSayThatNoMonitorHasRun() {
    assertThat(run("status")).isEqualTo(Exit.FAILED);

    assertThat(err()).contains("no monitor has run here; start one: ");
  }

  @Test
  void shouldShowTheNewestTickAndThatItIsOld() throws IOException {
    Files.createDirectories(folder.resolve("runs/monitor"));
    Files.writeString(
        folder.resolve("runs/monitor/status.json"),
        """
        {"v": 1, "at": "2026-01-02T03:04:05Z", "holds": ["not restart-service app1: busy, as paused"],
         "conditions": [{"key": "k", "text": "look\\nat\\u001b[2J it"}],
         "servers": [{"name": "app1", "cpu": 97.6, "verdict": "overloaded", "reason": "busy"}]}
        """);

    assertThat(run("status")).isEqualTo(Exit.FAILED);

    assertThat(out())
        .containsSubsequence("app1", "98 %", "overloaded", "busy")
        .contains("not restart-service app1: busy, as paused")
        .contains("alert: look at [2J it");
    assertThat(err()).contains("the monitor looked last").contains("it does not run");
  }

  @Test
  void shouldListAndClearQuarantine() throws IOException {
    Files.createDirectories(folder.resolve("runs/monitor/quarantine"));
    Files.writeString(folder.resolve("runs/monitor/quarantine/app1"), "nothing helped\n");

    assertThat(run("quarantine", "list")).isZero();
    assertThat(out()).contains("app1", "nothing helped");
    assertThat(run("quarantine", "clear", "app1")).isZero();
    assertThat(run("quarantine", "clear", "app1")).isEqualTo(Exit.FAILED);
    assertThat(run("quarantine", "clear", "../x")).isEqualTo(Exit.CONTENT);
  }

  @Test
  void shouldRefuseAPauseWithoutALength() {
    assertThat(run("pause", "--for", "soon", "--reason", "x")).isEqualTo(Exit.USAGE);
    assertThat(run("pause", "--for", "0s", "--reason", "x")).isEqualTo(Exit.USAGE);
    assertThat(run("pause", "--reason", "x")).isEqualTo(Exit.USAGE);
  }

  @Test
  void shouldSayThatAPauseCannotBeWrittenWithoutRedis() {
    assertThat(run("pause", "--for", "1h", "--reason", "x")).isEqualTo(Exit.UNREACHABLE);
    assertThat(run("resume-monitor")).isEqualTo(Exit.UNREACHABLE);
  }

  @Test
  void shouldRefuseToBeginWithAPolicyThatMakesNoSense() {
    assertThat(run("monitor", "--set", "monitor.hung_after=1s")).isEqualTo(Exit.USAGE);

    assertThat(err()).contains("--set monitor.hung_after=1s: monitor.hung_after is 1s");
  }

  @Test
  void shouldSimulateDaysOfAPolicy() throws IOException {
    Path policy =
        Files.writeString(folder.resolve("policy.yaml"), "monitor: {services: [api], floor: 2}");

    assertThat(run("simulate", "--policy", policy.toString(), "--seeds", "20", "--from", "7"))
        .isZero();

    assertThat(out()).startsWith("20 days (seeds 7 to 26) with ").contains("every invariant held");
  }

  @Test
  void shouldRefuseToSimulateWhatMakesNoSense() {
    assertThat(run("simulate", "--seeds", "0")).isEqualTo(Exit.USAGE);
    assertThat(run("simulate", "--time", "soon")).isEqualTo(Exit.USAGE);
    assertThat(run("simulate", "--policy", folder.resolve("none").toString()))
        .isEqualTo(Exit.CONTENT);
    assertThat(run("simulate", "--set", "monitor.floor=-1")).isEqualTo(Exit.USAGE);
  }

  private int run(String... arguments) {
    return new Program(stream(out), stream(err), environment).run(arguments);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
