package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the real Ansible where it looks for roles. */
class RoleTasksIT {
  @TempDir Path folder;
  private final RoleTasks roles = new RoleTasks(AnsibleSettings.defaults());

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(folder.resolve("playbooks"));
    Files.writeString(
        folder.resolve("playbooks/ansible.cfg"),
        "[defaults]\nroles_path = ../some roles:../more\n");
    tasks("playbooks/roles/provider_here", "power_cycle.yml");
    tasks("some roles/provider_far", "create.yaml");
    tasks("more/provider_here", "create.yml"); // The first role of a name is the one.
  }

  @Test
  void shouldLookWhereAnsibleLooks() {
    assertThat(lack("provider_here", "power_cycle")).isEmpty();
    assertThat(lack("provider_far", "create")).isEmpty();
    assertThat(lack("provider_far", "power_cycle"))
        .hasValue("role provider_far has no tasks/power_cycle.yml");
    assertThat(lack("provider_here", "create"))
        .hasValue("role provider_here has no tasks/create.yml");
    assertThat(lack("provider_metal", "create")).hasValue("there is no role provider_metal");
  }

  @Test
  void shouldFindTheRolesOfThisProject() {
    Path playbooks = Path.of("../playbooks").toAbsolutePath().normalize();

    for (String role : new String[] {"provider_lab", "provider_digitalocean"}) {
      for (String tasks : new String[] {"create", "destroy", "power_cycle"}) {
        assertThat(roles.lack(playbooks, role, tasks)).as(role + " " + tasks).isEmpty();
      }
    }
  }

  @Test
  void shouldClaimNothingWhereNobodyCanTell() {
    RoleTasks unknown =
        new RoleTasks(new AnsibleSettings("no-ansible-here", Optional.empty(), Optional.empty()));

    assertThat(unknown.lack(folder, "provider_metal", "create")).isEmpty();
  }

  private Optional<String> lack(String role, String tasks) {
    return roles.lack(folder.resolve("playbooks"), role, tasks);
  }

  private void tasks(String role, String file) throws IOException {
    Path tasks = folder.resolve(role).resolve("tasks");
    Files.createDirectories(tasks);
    Files.writeString(tasks.resolve(file), "[]\n");
  }
}
