package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.launcher.session.Ansible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStartTest {
  /** Nothing is started for it. */
  private static final Map<String, String> PLAIN = Map.of("RESTART_MONKEY_ANSIBLE_RUNNER", "plain");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restart-cluster --set ansible.user=me",
        "restart-cluster -e a=b --set=ansible.user=me --no-reboot",
        "resume RUN --set ansible.user=you --set ansible.user=me"
      })
  void shouldBeginAsTheCommandWillWantIt(String line) {
    try (EarlyStart early = begun(line)) {
      assertThat(early.as(settings("ansible.user", "me")))
          .isSameAs(early.as(settings("ansible.user", "me")));
    }
  }

  @Test
  void shouldReadTheSameFile() throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "ansible: {user: me}\n");
    try (EarlyStart early = begun("stop --config " + file)) {
      assertThat(early.as(settings("ansible.user", "me")))
          .isSameAs(early.as(settings("ansible.user", "me")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restart-cluster",
        "restart-cluster --set ansible.user=you",
        "restart-cluster --set nonsense",
        "restart-cluster --set no.key=1",
        "restart-cluster --set ansible.user=me --help",
        "restart-cluster --config",
        "restart-cluster --config /nowhere/c.yaml --set ansible.user=me",
        "plan --set ansible.user=me",
        ""
      })
  void shouldLeaveToTheCommandWhatItDidNotMakeOut(String line) {
    try (EarlyStart early = begun(line)) {
      Ansible one = early.as(settings("ansible.user", "me"));

      assertThat(one).isNotSameAs(early.as(settings("ansible.user", "me")));
      assertThat(one.settings().user()).contains("me");
    }
  }

  private static EarlyStart begun(String line) {
    return EarlyStart.begin(line.isEmpty() ? List.of() : List.of(line.split(" ")), PLAIN);
  }

  private static Settings settings(String key, String value) {
    List<SettingsLoader.Flag> flags = new ArrayList<>();
    flags.add(new SettingsLoader.Flag("--set", key, value));
    return SettingsLoader.load(Optional.empty(), PLAIN, flags);
  }
}
