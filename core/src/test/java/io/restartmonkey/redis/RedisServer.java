package io.restartmonkey.redis;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** A real redis-server on a free port of the loopback. */
public final class RedisServer implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final int port;

  /** Starts one that keeps nothing but its log in this folder. */
  public RedisServer(Path folder, String... options) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString()));
    command.addAll(List.of(options));
    log = Files.createTempFile(folder, "redis", ".log");
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  RedisClient client(String user, String password) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder().timeoutMillis(1_000);
    if (!user.isEmpty()) {
      config.user(user).password(password);
    }
    return RedisClient.builder()
        .hostAndPort("127.0.0.1", port)
        .clientConfig(config.build())
        .build();
  }

  /** A client of a server that answers; waits for that. */
  public RedisClient client() throws IOException {
    RedisClient client = client("", "");
    while (!answers(client)) {
      await();
    }
    return client;
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static boolean answers(RedisClient client) {
    try {
      return client.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  /** Lets a moment pass, or says why there will be no answer. */
  private void await() throws IOException {
    try {
      if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
        throw new IOException("redis-server ended: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
