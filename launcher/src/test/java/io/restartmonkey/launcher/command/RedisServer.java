package io.restartmonkey.launcher.command;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real redis-server on a free port of the loopback, with a password that nothing else contains.
 */
final class RedisServer implements AutoCloseable {
  static final String PASSWORD = "canary-5d1c7e0b";

  private final Process process;
  private final RedisClient admin;
  private final int port;

  RedisServer(Path folder) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("redis.conf"),
            "port %d\nbind 127.0.0.1\nsave \"\"\ndir %s\nuser monkey on >%s ~* &* +@all\n"
                .formatted(port, folder, PASSWORD));
    process =
        new ProcessBuilder("redis-server", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    admin = RedisClient.create("127.0.0.1", port);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(() -> admin.ping().equals("PONG"));
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Registers a server and beats its heart once. */
  void register(String name, String address, String group) {
    String json =
        "{\"address\": \"%s\", \"groups\": [\"%s\"], \"provider\": \"lab\", \"registered\": \"2026-11-22T21:00:00Z\"}"
            .formatted(address, group);
    admin.hset("rm:{demo}:servers", name, json);
    admin.xadd(
        "rm:{demo}:heartbeat:" + name,
        StreamEntryID.NEW_ENTRY,
        Map.of("cpu", "1.5", "boot", "11111111-1111-1111-1111-111111111111", "app", "-"));
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    admin.close();
    process.destroyForcibly();
    process.onExit().join();
  }
}
