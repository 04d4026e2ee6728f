package io.restartmonkey.redis;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A connection to a Redis whose answers cannot fill the memory, whatever somebody has written there
 * and whatever that Redis allows.
 *
 * <p>A text of more than 16 KiB is read as null, so that one bad record costs no other; more than
 * 64 MiB in answer to one pipeline make the connection fail. Put it around the sockets of a client
 * by a {@code JedisSocketFactory}.
 */
public final class BoundedSocket extends Socket {
  private final Socket socket;
  private final BoundedRespStream replies;
  private final OutputStream questions;

  /**
   * Around a connected socket, which it closes.
   *
   * @throws IOException if that is not connected any more
   */
  public BoundedSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.replies = new BoundedRespStream(socket.getInputStream());
    this.questions =
        new FilterOutputStream(socket.getOutputStream()) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            replies.asked();
            out.write(bytes, offset, length);
          }
        };
  }

  @Override
  public InputStream getInputStream() {
    return replies;
  }

  @Override
  public OutputStream getOutputStream() {
    return questions;
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public synchronized void close() throws IOException {
    socket.close();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }
}
