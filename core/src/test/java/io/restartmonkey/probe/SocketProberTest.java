package io.restartmonkey.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketProberTest {
  private static final Server APP = local("app1", "app");
  private static final Server REDIS = local("redis1", "redis");

  private final List<ServerSocket> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (ServerSocket socket : open) {
      socket.close();
    }
  }

  @Test
  void shouldBelieveABannerAndAnyHttpAnswer() throws IOException {
    int ssh = saying("SSH-2.0-OpenSSH_9.2\r\n");
    int app = saying("HTTP/1.1 503 Service Unavailable\r\n\r\n");

    assertThat(probe(ssh, app)).isEqualTo(ProbeAnswer.ANSWERS);
  }

  @Test
  void shouldTellASilentAppFromASilentServer() throws IOException {
    int ssh = saying("SSH-2.0-OpenSSH_9.2\r\n");

    assertThat(probe(ssh, mute())).isEqualTo(ProbeAnswer.APP_SILENT);
    assertThat(probe(mute(), ssh)).isEqualTo(ProbeAnswer.SSH_SILENT);
  }

  @Test
  void shouldNotTakeAnOpenPortForASignOfLife() throws IOException {
    assertThat(probe(mute(), mute())).isEqualTo(ProbeAnswer.ALL_SILENT);
  }

  @Test
  void shouldTakeAnyWordForASignOfLife() throws IOException {
    assertThat(probe(saying("nonsense"), saying("+PONG"))).isEqualTo(ProbeAnswer.ANSWERS);
  }

  @Test
  void shouldHearThatSomebodyHangsUp() throws IOException {
    assertThat(probe(saying(""), saying("")))
        .isEqualTo(new ProbeAnswer(Said.HUNG_UP, Said.HUNG_UP));
  }

  @Test
  void shouldAskNoSshWhereThereIsNoDirectWay() throws IOException {
    int app = saying("HTTP/1.0 200 OK\r\n");
    SocketProber prober =
        new SocketProber(server -> OptionalInt.empty(), app, Set.of("app"), Duration.ofMillis(300));

    assertThat(prober.probe(List.of(APP)))
        .containsEntry("app1", new ProbeAnswer(Said.NOT_ASKED, Said.SOMETHING));
  }

  @Test
  void shouldFindNobodyAtAClosedPort() throws IOException {
    int closed = mute();
    open.remove(open.size() - 1).close();

    assertThat(probe(closed, closed)).isEqualTo(ProbeAnswer.ALL_SILENT);
  }

  /** As a name that no DNS server answers for, or IPv6 from a machine that has none. */
  @Test
  void shouldNotTakeForSilenceThatItCannotAsk() throws IOException {
    Server nowhere =
        new Server("app1", "127.255.255.255", ImmutableSortedSet.of("app"), "lab", Servers.NOW);

    assertThat(prober(mute(), mute()).probe(List.of(nowhere)))
        .containsEntry("app1", new ProbeAnswer(Said.NOT_ASKED, Said.NOT_ASKED));
  }

  @Test
  void shouldAskNoAppWhereThereIsNone() throws IOException {
    SocketProber prober = prober(saying("SSH-2.0-x\r\n"), mute());

    assertThat(prober.probe(List.of(REDIS)))
        .containsEntry("redis1", new ProbeAnswer(Said.SOMETHING, Said.NOT_ASKED));
  }

  private static ProbeAnswer probe(int ssh, int app) {
    return Objects.requireNonNull(prober(ssh, app).probe(List.of(APP)).get("app1"));
  }

  private static SocketProber prober(int ssh, int app) {
    return new SocketProber(ssh, app, Set.of("app"), Duration.ofMillis(300));
  }

  private static Server local(String name, String group) {
    return new Server(
        name, "127.0.0.1", ImmutableSortedSet.of(group), "lab", Servers.NOW.minusSeconds(1));
  }

  /** As a frozen server: its kernel takes connections, and nobody answers. */
  private int mute() throws IOException {
    ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    open.add(socket);
    return socket.getLocalPort();
  }

  private int saying(String words) throws IOException {
    int port = mute();
    ServerSocket socket = open.get(open.size() - 1);
    Thread thread =
        new Thread(
            () -> {
              while (!socket.isClosed()) {
                try (Socket visitor = socket.accept()) {
                  visitor.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                  visitor.shutdownOutput();
                  visitor.getInputStream().readAllBytes();
                } catch (IOException e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return port;
  }
}
