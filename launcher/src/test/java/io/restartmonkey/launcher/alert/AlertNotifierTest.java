package io.restartmonkey.launcher.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.restartmonkey.health.Alert;
import io.restartmonkey.health.Condition;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertNotifierTest {
  private static final Alert ALERT =
      new Alert(
          Alert.Kind.RAISED,
          new Condition("trouble app1", "app1 is out of \"traffic\""),
          Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir Path folder;
  private HttpServer server;
  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Integer status = statuses.poll();
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void shouldPostAnAlertAsJsonAndTryAgainAfterAnError() throws Exception {
    statuses.add(500);
    try (AlertNotifier notifier = notifier("alerts: {webhook_file: " + webhook() + "}")) {
      notifier.send(ALERT);

      String first = received.poll(30, TimeUnit.SECONDS);
      assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(first);
      JsonNode json = new ObjectMapper().readTree(first);
      assertThat(json.path("kind").asText()).isEqualTo("raised");
      assertThat(json.path("key").asText()).isEqualTo("trouble app1");
      assertThat(json.path("text").asText()).isEqualTo("app1 is out of \"traffic\"");
      assertThat(json.path("cluster").asText()).isEqualTo("demo");
    }
    assertThat(said).containsExactly("alert RAISED: app1 is out of \"traffic\"");
  }

  @Test
  void shouldRunAProgramWithTheAlertAsItsInput() throws IOException {
    HookPrograms programs = new HookPrograms(folder);
    try (AlertNotifier notifier = notifier("alerts: {exec: " + programs.program("put out") + "}")) {
      notifier.send(ALERT);

      assertThat(programs.written("out")).contains("\"key\":\"trouble app1\"");
    }
  }

  @Test
  void shouldNotLetOneWayWaitForTheOther() throws Exception {
    HookPrograms programs = new HookPrograms(folder);
    String program =
        programs.program("echo yes | put waits", "until [ -e \"$HERE/go\" ]; do sleep 0.01; done");
    try (AlertNotifier notifier =
        notifier("alerts: {exec: %s, webhook_file: %s}".formatted(program, webhook()))) {
      notifier.send(ALERT);
      assertThat(received.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(programs.written("waits")).isNotEmpty();

      notifier.send(ALERT);

      assertThat(received.poll(30, TimeUnit.SECONDS)).isNotNull();
      write("go", "");
    }
    assertThat(said).noneMatch(line -> line.contains("not delivered"));
  }

  @Test
  void shouldSayAnAlertInOneLineAndDeliverItAsItIs() throws Exception {
    Condition odd = new Condition("k", "app1:\n\u001b[2J gone");
    try (AlertNotifier notifier = notifier("alerts: {webhook_file: " + webhook() + "}")) {
      notifier.send(new Alert(Alert.Kind.RESOLVED, odd, ALERT.at()));

      JsonNode json = new ObjectMapper().readTree(received.poll(30, TimeUnit.SECONDS));
      assertThat(json.path("text").asText()).isEqualTo(odd.text());
    }
    assertThat(said).containsExactly("alert RESOLVED: app1: ?[2J gone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/secret", // In the clear.
        "https://under_score/secret", // Java takes that for no host.
        "https:///secret",
        "https:secret",
        "https://example.org:65536/secret",
        "https://example.org/secret secret"
      })
  void shouldRefuseAnAddressThatAlertsCannotOrMustNotGoToAndNotShowIt(String url)
      throws IOException {
    Path hook = write("hook", url);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> notifier("alerts: {webhook_file: " + hook + "}"))
        .withMessageStartingWith(hook.toString())
        .withMessageNotContaining("secret");
  }

  private AlertNotifier notifier(String config) throws IOException {
    Settings settings =
        SettingsLoader.load(Optional.of(write("config.yaml", config)), Map.of(), List.of());
    return AlertNotifiers.of(settings, Map.of("PATH", "/usr/bin:/bin"), said::add);
  }

  private Path webhook() throws IOException {
    return write("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook\n");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
