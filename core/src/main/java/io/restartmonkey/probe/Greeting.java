package io.restartmonkey.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * The first words of a service.
 *
 * @param address where it is
 * @param port its port
 * @param timeout how long connecting, and then the words, may take
 */
record Greeting(String address, int port, Duration timeout) {

  /**
   * Whether the service says what it should.
   *
   * @param said what is said to it first
   * @param wanted what its answer begins with
   */
  boolean begins(String said, String wanted) {
    byte[] expected = wanted.getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis());
      socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      return Arrays.equals(answer.readNBytes(expected.length), expected);
    } catch (IOException e) {
      return false;
    }
  }
}
