package io.restartmonkey.probe;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.ProberContract;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.spi.Prober;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SocketProberContractTest implements ProberContract {
  private final ServerSocket open;

  SocketProberContractTest() throws IOException {
    open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @BeforeEach
  void listen() {
    Thread greeter = new Thread(this::greet);
    greeter.setDaemon(true);
    greeter.start();
  }

  private void greet() {
    while (!open.isClosed()) {
      try (Socket visitor = open.accept()) {
        visitor.getOutputStream().write("hello\r\n".getBytes(StandardCharsets.US_ASCII));
        visitor.shutdownOutput();
        visitor.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The visitor is gone, or the test is over.
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    open.close();
  }

  @Override
  public Prober prober() {
    int port = open.getLocalPort();
    return new SocketProber(port, port, Set.of("app"), Duration.ofSeconds(5));
  }

  @Override
  public Server up() {
    return at("app1", "127.0.0.1");
  }

  @Override
  public Server nobody() {
    return at("app9", "127.0.0.9");
  }

  private static Server at(String name, String address) {
    return new Server(name, address, ImmutableSortedSet.of("app"), "lab", Servers.NOW);
  }
}
