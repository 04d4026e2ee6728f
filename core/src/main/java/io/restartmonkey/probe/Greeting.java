package io.restartmonkey.probe;

import io.restartmonkey.health.ProbeAnswer.Said;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The first word of a service.
 *
 * @param address where it is
 * @param port its port
 * @param timeout how long connecting, and then the word, may take
 */
record Greeting(String address, int port, Duration timeout) {

  /**
   * What the service answers. Whoever hangs up is there: a frozen program does not.
   *
   * @param said what is said to it first
   */
  Said to(String said) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
      return answer(socket, said);
    } catch (SocketTimeoutException | ConnectException | NoRouteToHostException e) {
      return Said.NOTHING; // Refused as well: that is the kernel's word, or a firewall's.
    } catch (IOException e) {
      return Said.NOT_ASKED; // Its name is not known, or no way leads there, from this machine.
    }
  }

  private Said answer(Socket socket, String said) {
    try {
      socket.setSoTimeout((int) timeout.toMillis());
      socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() >= 0 ? Said.SOMETHING : Said.HUNG_UP;
    } catch (SocketTimeoutException e) {
      return Said.NOTHING;
    } catch (IOException e) {
      return Said.HUNG_UP; // So it ends for who closes with our words unread.
    }
  }
}
