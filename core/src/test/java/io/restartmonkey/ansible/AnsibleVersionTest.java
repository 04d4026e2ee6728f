package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiny real programs stand in for Ansible. */
class AnsibleVersionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "2.13.13, false",
    "2.14.0, true",
    "2.19.11, true",
    "2.20.0rc1, true",
    "3.0.0, true",
    "1.99.1, false"
  })
  void shouldTellWhichVersionsAreSupported(String version, boolean supported) throws IOException {
    AnsibleSettings settings = program("echo 'ansible-playbook [core " + version + "]'");

    AnsibleVersion found = AnsibleVersion.ask(settings);

    assertThat(found.text()).isEqualTo(version);
    assertThat(found.isSupported()).isEqualTo(supported);
  }

  @ParameterizedTest
  @CsvSource({"echo ansible 2.9.27", "exit 3", "echo '[core 2.14.1]'; exit 1"})
  void shouldNotBelieveWhatIsNoAnsible(String script) throws IOException {
    AnsibleSettings settings = program(script);

    assertThatExceptionOfType(AnsibleUnavailableException.class)
        .isThrownBy(() -> AnsibleVersion.ask(settings))
        .withMessageContaining("install ansible-core 2.14 or newer");
  }

  @Test
  void shouldShowWhatSaysWhyThereIsNoVersion() throws IOException {
    AnsibleSettings settings = program("echo first >&2; echo no such interpreter >&2; exit 127");

    assertThatExceptionOfType(AnsibleUnavailableException.class)
        .isThrownBy(() -> AnsibleVersion.ask(settings))
        .withMessageContaining("(exit code 127, no such interpreter); install ansible-core");
  }

  @Test
  void shouldRefuseToGoOnWithAnOldOne() throws IOException {
    AnsibleSettings right = program("echo 'ansible-playbook [core 2.14.0]'");
    Path gone = folder.resolve("gone");

    AnsibleVersion.ask(right).require();
    AnsibleSettings old = program("echo 'ansible-playbook [core 2.13.0]'");

    assertThatExceptionOfType(AnsibleUnavailableException.class)
        .isThrownBy(() -> AnsibleVersion.ask(old).require())
        .withMessageStartingWith("ansible-core 2.13.0 is too old; install 2.14 or newer");
    assertThatExceptionOfType(AnsibleUnavailableException.class)
        .isThrownBy(
            () ->
                new AnsibleSettings(right.executable(), Optional.of(gone), Optional.empty())
                    .locate())
        .withMessageContaining("correct AnsibleSettings.privateKey");
  }

  @Test
  void shouldAskTheRealOne() {
    assertThat(AnsibleVersion.ask(AnsibleSettings.defaults()).isSupported()).isTrue();
  }

  @Test
  void shouldNotWaitForTheTerminal() throws IOException {
    AnsibleSettings settings = program("read answer; echo \"[core 2.14.$?]\"");

    assertThat(AnsibleVersion.ask(settings).text()).isEqualTo("2.14.1");
  }

  private AnsibleSettings program(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("ansible-playbook"), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new AnsibleSettings(program.toString(), Optional.empty(), Optional.empty());
  }
}
