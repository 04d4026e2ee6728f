package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.ansible.AnsibleSettings;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.redis.RedisClusterSource;
import io.restartmonkey.redis.RedisLease;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** The embedder's code of the README: it compiles, and the README shows just this. */
class ReadmeExampleTest {

  static RestartReport example() {
    // example
    try (RedisClient redis = RedisClient.create("redis://127.0.0.1:6379")) {
      RestartMonkey monkey =
          RestartMonkey.builder()
              .source(new RedisClusterSource(redis, "demo"))
              .lease(new RedisLease(redis, "demo"))
              .content(
                  Content.in(Path.of("playbooks"), Path.of("inventory-templates/cluster.yaml")))
              .runner(new AnsiblePlaybookRunner(AnsibleSettings.defaults()))
              .journals(new RunFolders(Path.of("runs")))
              .build();
      return monkey.run(RestartRequest.restartCluster());
    }
    // example
  }

  @Test
  void shouldBeWhatTheReadmeShows() throws IOException {
    Path source = Path.of("src/test/java/io/restartmonkey/ReadmeExampleTest.java");
    String code = Files.readString(source).split("    // example\n", -1)[1].replace("\n    ", "\n");

    assertThat(Files.readString(Path.of("../README.md"))).contains(code.strip());
  }
}
