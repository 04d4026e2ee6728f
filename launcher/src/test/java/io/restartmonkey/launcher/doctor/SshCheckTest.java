package io.restartmonkey.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.launcher.config.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshCheckTest {
  private static final List<Server> LIVE = List.of(server("app1", "app"), server("db1", "db"));

  @TempDir Path folder;

  @Test
  void shouldSayThatSshOfAllAnswers() throws IOException {
    try (ServerSocket sshd = sshd()) {
      assertThat(findings(sshd.getLocalPort(), "all: {children: {app: , db: }}"))
          .containsExactly(
              Finding.ok("monitor", "SSH and the app of every running server answer from here"));
    }
  }

  @Test
  void shouldAskAtThePortOfTheTemplate() throws IOException {
    try (ServerSocket sshd = sshd()) {
      String template =
          "all: {children: {app: , db: {vars: {ansible_port: %d}}}}".formatted(sshd.getLocalPort());

      assertThat(findings(1, template))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
                assertThat(finding.detail())
                    .startsWith("SSH of app1 does not answer at 127.0.0.1 port 1 from here");
              });
    }
  }

  @Test
  void shouldSayWhomItCannotAsk() throws IOException {
    String template =
        "all: {children: {app: , db: }, vars: {ansible_ssh_common_args: '-J bastion'}}";

    assertThat(findings(1, template))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
              assertThat(finding.detail())
                  .startsWith("by the template no direct SSH leads to 2 servers (first: app1)");
            });
  }

  @Test
  void shouldWarnOfAppsThatAreNotHeardFromHere() throws IOException {
    try (ServerSocket sshd = sshd()) {
      assertThat(findings(sshd.getLocalPort(), 1, "all: {children: {app: , db: }}"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.level()).isEqualTo(Finding.Level.WARN);
                assertThat(finding.detail())
                    .startsWith(
                        "the apps of 1 server (first: app1 at 127.0.0.1 port 1) do not answer from here");
              });
    }
  }

  private List<Finding> findings(int port, String template) throws IOException {
    try (ServerSocket app = sshd()) {
      return findings(port, app.getLocalPort(), template);
    }
  }

  private List<Finding> findings(int port, int appPort, String template) throws IOException {
    Path file = Files.writeString(folder.resolve("template.yaml"), template);
    return SshCheck.of(
        SettingsLoader.load(
            Optional.of(
                Files.writeString(
                    folder.resolve("restart-monkey.yaml"),
                    "monitor: {ssh_port: %d, app_port: %d}".formatted(port, appPort))),
            Map.of(),
            List.of()),
        file,
        LIVE);
  }

  private static Server server(String name, String group) {
    return new Server(name, "127.0.0.1", ImmutableSortedSet.of(group), "lab", Instant.EPOCH);
  }

  private static ServerSocket sshd() throws IOException {
    ServerSocket sshd = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!sshd.isClosed()) {
                try (Socket visitor = sshd.accept()) {
                  visitor
                      .getOutputStream()
                      .write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return sshd;
  }
}
