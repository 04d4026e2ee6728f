package io.restartmonkey.plan;

import io.restartmonkey.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlaybookFuzzTest {
  private static final String PLAYBOOK =
      """
      - name: "Restart the app servers"
        hosts: [app, canary]
        vars: &v
          run_after: [redis]
        tags: [app, web]
        roles: [x]
      - hosts: "app:!canary"
        vars: *v
        tags: "one , two"
      - import_playbook: other.yaml
        tags: never
      """;

  @TempDir Path folder;

  @Test
  void shouldReadOrRefuseAnyPlaybook() throws IOException {
    Path file = folder.resolve("site.yaml");
    Files.writeString(folder.resolve("other.yaml"), "- hosts: redis\n");
    Fuzz.of(
            input -> {
              List<String> shown = new ArrayList<>();
              for (Play play : PlaybookReader.read(Files.write(file, input)).plays()) {
                shown.addAll(List.of(play.where(), play.name(), play.hosts()));
                shown.addAll(play.tags());
                play.runAfter().ifPresent(shown::addAll);
              }
              return shown;
            },
            PlaybookException.class)
        .check(Path.of("src/test/resources/hostile/playbook"), PLAYBOOK);
  }
}
