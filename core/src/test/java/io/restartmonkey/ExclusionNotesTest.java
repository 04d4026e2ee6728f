package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusionNotesTest {
  @TempDir Path here;
  private Path playbooks = Path.of("");

  @BeforeEach
  void create() throws IOException {
    playbooks = Files.createDirectory(here.resolve("playbooks"));
  }

  @Test
  void shouldSayThatSettingsBesideTheFolderOfThePlaybooksDoNotHold() throws IOException {
    assertThat(ExclusionNotes.unread(Set.of(here), playbooks, false)).isEmpty();

    Files.createFile(here.resolve("ansible.cfg"));

    assertThat(ExclusionNotes.unread(Set.of(here), playbooks, false))
        .containsExactly(
            "%s/ansible.cfg does not hold, as Ansible is started in %s; move it there, or name it in ANSIBLE_CONFIG"
                .formatted(here, playbooks));
    assertThat(ExclusionNotes.unread(Set.of(here), playbooks, true)).isEmpty();
    assertThat(ExclusionNotes.unread(Set.of(here), here, false)).isEmpty();
  }

  @Test
  void shouldSayNothingOfSettingsWhereThePlaybooksHaveTheirOwn() throws IOException {
    Files.createFile(here.resolve("ansible.cfg"));
    Files.createFile(playbooks.resolve("ansible.cfg"));

    assertThat(ExclusionNotes.unread(Set.of(here), playbooks, false)).isEmpty();
  }

  @Test
  void shouldSayThatVariablesBesideAnInventoryAreNotRead() throws IOException {
    Files.createDirectory(here.resolve("host_vars"));
    Files.createDirectory(playbooks.resolve("host_vars"));

    assertThat(ExclusionNotes.unread(Set.of(here, playbooks), playbooks, false))
        .containsExactly(
            "%1$s/host_vars is not read, as the inventory of a run is in its own folder; move it to %1$s/playbooks, or its variables into the template"
                .formatted(here));
  }
}
