package io.restartmonkey.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.restartmonkey.launcher.setting.AnsibleKeys;
import io.restartmonkey.launcher.setting.ContentKeys;
import io.restartmonkey.launcher.setting.CureKeys;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.setting.MonitorKeys;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.RunKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
  @TempDir Path folder;

  @Test
  void shouldUseDefaultsWhereNothingIsSaid() throws IOException {
    Settings settings = load("", Map.of());

    assertThat(settings.effective(GeneralKeys.CLUSTER))
        .isEqualTo(new EffectiveValue("demo", "default"));
    assertThat(settings.get(GeneralKeys.FRESHNESS)).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.get(AnsibleKeys.USER)).isEmpty();
    assertThat(settings.password()).isEmpty();
    assertThat(settings.get(ContentKeys.DELEGATES)).containsExactly("proxy", "redis");
  }

  @Test
  void shouldLetEnvironmentWinOverFileAndFlagsOverBoth() throws IOException {
    String file = "cluster: one\nfreshness: 11s\nstep_deadline: 1m\n";
    Map<String, String> environment =
        Map.of("RESTART_MONKEY_FRESHNESS", "12s", "RESTART_MONKEY_STEP_DEADLINE", "2m");

    Settings settings = load(file, environment, flag("--step-deadline 3m", "step_deadline", "3m"));

    assertThat(settings.effective(GeneralKeys.CLUSTER))
        .isEqualTo(new EffectiveValue("one", file() + ":1"));
    assertThat(settings.effective(GeneralKeys.FRESHNESS))
        .isEqualTo(new EffectiveValue("12s", "environment RESTART_MONKEY_FRESHNESS"));
    assertThat(settings.effective(GeneralKeys.STEP_DEADLINE))
        .isEqualTo(new EffectiveValue("3m", "--step-deadline 3m"));
  }

  @Test
  void shouldTakeRelativePathsOfTheFileFromItsFolder() throws IOException {
    Settings settings =
        load(
            "content:\n  playbooks: books\nansible: {executable: venv/bin/ansible-playbook}\n",
            Map.of("RESTART_MONKEY_RUNS_FOLDER", "my/runs"));

    assertThat(settings.get(ContentKeys.PLAYBOOKS)).isEqualTo(folder.resolve("books"));
    assertThat(settings.get(AnsibleKeys.EXECUTABLE))
        .isEqualTo(folder.resolve("venv/bin/ansible-playbook").toString());
    assertThat(settings.get(RunKeys.FOLDER)).isEqualTo(Path.of("my/runs"));
  }

  @Test
  void shouldTakeListsAndDottedKeys() throws IOException {
    Settings settings = load("content.delegates: [proxy, lb]\nallow_local: true\n", Map.of());

    assertThat(settings.get(ContentKeys.DELEGATES)).containsExactly("proxy", "lb");
    assertThat(settings.get(GeneralKeys.ALLOW_LOCAL)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cluster: a\\nredis:\\n  url: x            | :3: unknown key 'redis.url'; did you mean 'redis.uri'?
          freshnes: 10s                             | :1: unknown key 'freshnes'; did you mean 'freshness'?
          cluster: {name: a}                        | :1: 'cluster' must have a value
          zzzzzzzzzz: 1                             | :1: unknown key 'zzzzzzzzzz'; known are: cluster,
          redis:\\n  password: secret               | :2: a password never stands in this file; use redis.password_file
          redis: {uri: 'redis://u:secret@h:1'}      | :1: redis.uri: a URI holds no user or password here; set redis.user
          redis: {uri: 'http://h'}                  | :1: redis.uri: not a URI such as redis://HOST:6379
          freshness: 10                             | :1: freshness: not a duration such as 500ms, 10s
          freshness: 2h                             | :1: freshness: must be 1s to 1h
          redis: {timeout: 99ms}                    | :1: redis.timeout: must be 100ms to 1m
          allow_local: yes                          | :1: allow_local: neither true nor false
          cluster: a b                              | :1: cluster: not a cluster name: 'a b'
          cluster: a\\ncluster: b                   | :2: 'cluster' was already set at
          cluster:                                  | :1: 'cluster' must have a value
          - a                                       | :1: a configuration is a mapping
          content: {delegates: [a                   | not YAML
          content: {delegates: ['a b']}             | :1: content.delegates: not a group name: 'a b'
          cluster: a\\n---\\nfreshness: 20s            | :3: a configuration is one document: take out `---`
          redis:\\n\\turi: x                           | :2: not YAML: found character
          redis: redis://h                          | :1: 'redis' is a section: write its keys below it, such as redis.uri
          Redis: {}                                 | :1: unknown key 'Redis'; did you mean 'redis'?
          monitr: {}                                | :1: unknown key 'monitr'; did you mean 'monitor'?
          alerts: {exec: [logger, -t, x]}           | :1: 'alerts.exec' has one value, not a list
          monitor:\\n  services:\\n  - app\\n  - 9 db    | :2: monitor.services: not a group name: '9 db'
          """)
  void shouldRefuseWithFileAndLine(String yaml, String message) {
    String text = yaml.replace("\\n", "\n").replace("\\t", "\t");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(text, Map.of()))
        .satisfies(e -> assertThat(e.isFlag()).isFalse())
        .satisfies(e -> assertThat(e.getMessage()).startsWith(file().toString()))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
        .satisfies(
            e -> assertThat(e.getMessage()).containsSubsequence(message.split("(?<=^:) ", 2)));
  }

  @Test
  void shouldRefuseAnAliasAndAFileThatIsTooLarge() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("cluster: &a demo\nredis: {user: *a}\n", Map.of()))
        .withMessageContaining("'redis.user' is an alias; write its value out");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("#".repeat((1 << 20) + 1), Map.of()))
        .withMessageContaining("at most 1 MiB");
  }

  @Test
  void shouldTakeASectionWhoseKeysAreAllInComments() throws IOException {
    assertThat(load("redis:\n  # uri: x\ncluster: demo\n", Map.of()).get(GeneralKeys.CLUSTER))
        .isEqualTo("demo");
  }

  @Test
  void shouldKnowTheLineOfEachSetting() throws IOException {
    Settings settings = load("monitor:\n  services:\n  - app\n  - web\n  floor: 2\n", Map.of());

    assertThat(settings.effective(MonitorKeys.SERVICES).origin()).endsWith(".yaml:2");
    assertThat(settings.effective(CureKeys.FLOOR).origin()).endsWith(".yaml:5");
  }

  @Test
  void shouldFindTheHomeOfTheUser() throws IOException {
    assertThat(load("runs: {folder: ~/runs}", Map.of()).get(RunKeys.FOLDER))
        .isEqualTo(Path.of(System.getenv("HOME"), "runs"));
  }

  @Test
  void shouldTakeTheSpellingsOfYamlForTrueAndFalse() throws IOException {
    assertThat(load("allow_local: True", Map.of()).get(GeneralKeys.ALLOW_LOCAL)).isTrue();
    assertThat(load("allow_local: FALSE", Map.of()).get(GeneralKeys.ALLOW_LOCAL)).isFalse();
  }

  @Test
  void shouldRefuseAVariableWithoutItsSection() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("", Map.of("RESTART_MONKEY_CPU_HIGH", "80")))
        .withMessage(
            "environment: RESTART_MONKEY_CPU_HIGH is not a setting; did you mean RESTART_MONKEY_MONITOR_CPU_HIGH?");
  }

  @Test
  void shouldLeaveWhatKubernetesSetsForAServiceOfOurNameAlone() throws IOException {
    Map<String, String> environment =
        Map.of(
            "RESTART_MONKEY_PORT", "tcp://10.0.0.1:80",
            "RESTART_MONKEY_SERVICE_HOST", "10.0.0.1",
            "RESTART_MONKEY_SERVICE_PORT", "80");

    assertThat(load("", environment).get(GeneralKeys.CLUSTER)).isNotEmpty();
  }

  @Test
  void shouldTakeADocumentThatEndsWithItsMark() throws IOException {
    assertThat(load("cluster: demo\n---\n", Map.of()).get(GeneralKeys.CLUSTER)).isEqualTo("demo");
    assertThat(load("cluster: demo\n...\n", Map.of()).get(GeneralKeys.CLUSTER)).isEqualTo("demo");
  }

  @Test
  void shouldTakeAnEmptyNameOfAFileForNone() {
    Settings settings =
        SettingsLoader.load(Optional.empty(), Map.of("RESTART_MONKEY_CONFIG", ""), List.of());

    assertThat(settings.get(GeneralKeys.CLUSTER)).isNotEmpty();
  }

  @Test
  void shouldRefuseFlagsAsUsage() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("", Map.of(), flag("--set clustr=x", "clustr", "x")))
        .withMessage("--set clustr=x: unknown key 'clustr'; did you mean 'cluster'?")
        .satisfies(e -> assertThat(e.isFlag()).isTrue());
  }

  @Test
  void shouldRefuseAVariableThatNearlyIsASetting() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("", Map.of("RESTART_MONKEY_FRESHNES", "1s")))
        .withMessage(
            "environment: RESTART_MONKEY_FRESHNES is not a setting; did you mean RESTART_MONKEY_FRESHNESS?");
  }

  @Test
  void shouldLeaveOtherVariablesAlone() throws IOException {
    Map<String, String> environment =
        Map.of("RESTART_MONKEY_LAB", "x", "RESTART_MONKEY_WHATEVER_ELSE", "1");

    assertThat(load("", environment).get(GeneralKeys.CLUSTER)).isEqualTo("demo");
  }

  @Test
  void shouldTakeThePasswordFromEnvironmentBeforeItsFile() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "from-file\n");
    String file = "redis: {password_file: secret}";

    assertThat(load(file, Map.of()).password()).contains("from-file");
    assertThat(load(file, Map.of()).passwordOrigin()).isEqualTo("file " + secret);
    assertThat(load(file, Map.of(RedisKeys.PASSWORD_VARIABLE, "from-env")).password())
        .contains("from-env");
  }

  @Test
  void shouldRefuseAPasswordFileThatIsMissingOrHasSeveralLines() throws IOException {
    Files.writeString(folder.resolve("secret"), "one\ntwo\n");
    Settings several = load("redis: {password_file: secret}", Map.of());
    Settings missing = load("redis: {password_file: gone}", Map.of());

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(several::password)
        .withMessageContaining("in one line");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(missing::password)
        .withMessageContaining("does not exist");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                SettingsLoader.load(Optional.of(folder.resolve("gone.yaml")), Map.of(), List.of()))
        .withMessageContaining("gone.yaml: does not exist");
  }

  private Settings load(String yaml, Map<String, String> environment, SettingsLoader.Flag... flags)
      throws IOException {
    Files.writeString(file(), yaml);
    return SettingsLoader.load(Optional.of(file()), environment, List.of(flags));
  }

  private Path file() {
    return folder.resolve("restart-monkey.yaml");
  }

  private static SettingsLoader.Flag flag(String typed, String path, String text) {
    return new SettingsLoader.Flag(typed, path, text);
  }
}
