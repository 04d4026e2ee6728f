package io.restartmonkey;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.fake.CollectingListener;
import io.restartmonkey.fake.InMemoryJournals;
import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.fake.RecordingRunner;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.JournalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of five servers, its playbooks, and the fakes that its runs are made with. */
abstract class RestartMonkeyFixture {
  static final RestartRequest CHAIN = RestartRequest.of(Stage.SMOKE_TEST);

  @TempDir Path folder;
  final RecordingRunner runner = new RecordingRunner();
  final InMemoryJournals journals = new InMemoryJournals();
  final InMemoryLease lease = new InMemoryLease();
  final CollectingListener listener = new CollectingListener();
  ClusterSnapshot snapshot = Servers.example();

  @BeforeEach
  void writeContent() throws IOException {
    write("template.yaml", "all: {children: {redis: , app: , canary: , proxy: }}");
    write("stopservices.yaml", diamond("proxy", "redis"));
    write("restartservices.yaml", diamond("redis", "proxy"));
    write(
        "smoketest.yaml",
        """
        - {hosts: redis, roles: [x]}
        - {hosts: app, roles: [x]}
        - {hosts: proxy, roles: [x]}
        """);
  }

  /** What the run says of its own end, thrown or reported. */
  static String crash(RestartMonkey monkey) {
    try {
      return monkey.run(CHAIN).message();
    } catch (RunFolderException e) {
      return String.valueOf(e.getMessage());
    }
  }

  RestartMonkey monkey() {
    return builder().build();
  }

  RestartMonkey.Builder builder() {
    return RestartMonkey.builder()
        .source(() -> snapshot)
        .content(Content.in(folder, folder.resolve("template.yaml")))
        .runner(runner)
        .journals(journals)
        .lease(lease)
        .clock(new VirtualTime())
        .isLocal(server -> false);
  }

  static String shortly(JournalEntry entry) {
    if (entry instanceof JournalEntry.Intended intended) {
      return "intended " + intended.step();
    } else if (entry instanceof JournalEntry.Done done) {
      return "done " + done.step();
    } else if (entry instanceof JournalEntry.Failed failed) {
      return "failed " + failed.step();
    }
    return "ended " + ((JournalEntry.Ended) entry).status();
  }

  static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  static String diamond(String first, String last) {
    return """
        - hosts: %1$s
          vars: {run_after: []}
          tags: [%1$s]
          tasks: [ansible.builtin.ping: ]
        - hosts: app
          vars: {run_after: [%1$s]}
          tags: [app]
          tasks: [ansible.builtin.ping: ]
        - hosts: canary
          vars: {run_after: [%1$s]}
          tags: [canary]
          tasks: [ansible.builtin.ping: ]
        - hosts: %2$s
          vars: {run_after: [app, canary]}
          tags: [%2$s]
          tasks: [ansible.builtin.ping: ]
        """
        .formatted(first, last);
  }

  void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
