package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.restartmonkey.playbook.PatternMatch;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pattern means is asked of Ansible in a process of its own, whichever runner asks. */
class HostListIT extends RunnerFixture {
  @Override
  AnsiblePlaybookRunner runner(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app:!app1  | app2,app3",
        "app:&app2  | app2",
        "app:&other | ''",
        "app[0:1]   | app1,app2",
        "app[-1]    | app3",
        "*3         | app3",
        "~^app[13]$ | app1,app3",
        "web*       | ''",
      })
  void shouldAskAnsibleWhatAPatternMeans(String pattern, String hosts) throws IOException {
    assertThat(hosts(pattern))
        .isEqualTo(new PatternMatch.Hosts(Splitter.on(',').omitEmptyStrings().splitToList(hosts)));
  }

  @Test
  void shouldSayWhyAnsibleRefusesAPatternAndTakeNoneForAnOption() throws IOException {
    assertThat(hosts("~("))
        .isInstanceOfSatisfying(
            PatternMatch.Refused.class,
            refused -> assertThat(refused.reason()).contains("Invalid host list pattern: ~("));
    assertThat(hosts("--version*")).isEqualTo(new PatternMatch.Hosts(List.of()));
  }

  private PatternMatch hosts(String pattern) throws IOException {
    PlaybookRun run = prepared("", PATIENCE, Map.of(), Optional.empty(), "app1", "app2", "app3");
    return runner.hosts(run.inventory(), folder, pattern);
  }
}
