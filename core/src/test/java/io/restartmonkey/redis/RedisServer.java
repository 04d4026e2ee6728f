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
    this(folder, freePort(), options);
  }

  private RedisServer(Path folder, int port, String... options) throws IOException {
    this.port = port;
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
    process = start(command, log);
  }

  private RedisServer(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts one that speaks TLS only. */
  public static RedisServer withTls(Path folder, String... options) throws IOException {
    int port = freePort();
    List<String> all =
        new ArrayList<>(List.of("--tls-port", Integer.toString(port), "--port", "0"));
    all.addAll(List.of(options));
    return new RedisServer(folder, port, all.toArray(String[]::new));
  }

  /** Starts a Sentinel, which writes its configuration anew. */
  public static RedisServer sentinel(Path folder, List<String> configuration) throws IOException {
    int port = freePort();
    Path file = Files.createTempFile(folder, "sentinel", ".conf");
    List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "dir " + folder));
    lines.addAll(configuration);
    boolean isTls = configuration.stream().anyMatch(line -> line.startsWith("tls-"));
    lines.addAll(isTls ? List.of("port 0", "tls-port " + port) : List.of("port " + port));
    Files.write(file, lines);
    Path log = Files.createTempFile(folder, "sentinel", ".log");
    return new RedisServer(
        start(List.of("redis-server", file.toString(), "--sentinel"), log), log, port);
  }

  private static Process start(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** A client that logs in, or does not if the user's name is empty. */
  public RedisClient client(String user, String password) {
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

  /** Waits until it answers. */
  public void awaitUp() throws IOException {
    client().close();
  }

  /** Sends it a signal, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
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
