package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the names that playbooks take against those that Java takes. */
class ServerNamesIT {
  private static final Path ROLES = Path.of("../roles").toAbsolutePath().normalize();
  private static final String SIGNS = "abzABZ059_.-- \n\t{}[]:;/'\"$é";
  private static final List<String> ODD =
      List.of(
          "",
          "a",
          "A",
          "app-1",
          "App1.Example.com",
          "db_1",
          "1app",
          "app-",
          "app.",
          "app1\n",
          "No",
          "none",
          "nonesuch",
          "LOCALHOST",
          "all",
          "ſ",
          "a".repeat(63),
          "a".repeat(64),
          "a" + "-".repeat(61) + "b",
          "h[1:3]",
          "-oProxyCommand=x",
          "{{ 7*7 }}");

  @TempDir Path folder;

  @Test
  void shouldBeTheSameInPlaybooksAndHere() throws Exception {
    Set<String> names = new LinkedHashSet<>(ODD);
    Random random = new Random(15);
    while (names.size() < 3000) {
      StringBuilder name = new StringBuilder();
      int length = 1 + random.nextInt(6);
      for (int i = 0; i < length; i++) {
        name.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
      }
      names.add(name.toString());
    }

    assertThat(taken("_preflight_server_name", names))
        .containsExactlyElementsOf(taken(names, Syntax::serverName));
    assertThat(taken("_preflight_cluster_name", names))
        .containsExactlyElementsOf(taken(names, Syntax::clusterName));
  }

  private static List<String> taken(Set<String> names, UnaryOperator<String> check) {
    return names.stream()
        .filter(
            name -> {
              try {
                return check.apply(name).equals(name);
              } catch (RecordRefusedException e) {
                return false;
              }
            })
        .toList();
  }

  private List<String> taken(String pattern, Set<String> names) throws IOException {
    ObjectMapper json = new ObjectMapper();
    json.writeValue(folder.resolve("names.json").toFile(), names);
    Files.writeString(
        folder.resolve("names.yaml"),
        """
        - hosts: localhost
          connection: local
          gather_facts: false
          vars_files: ["%s/preflight/vars/main.yml"]
          tasks:
            - name: Say which names are taken
              ansible.builtin.copy:
                dest: "{{ playbook_dir }}/taken.json"
                content: "{{ lookup('ansible.builtin.file', 'names.json') | from_json | select('match', %s) | list | to_json }}"
                mode: "0600"
        """
            .formatted(ROLES, pattern));
    try (AnsibleQuery run = new AnsibleQuery(Duration.ofMinutes(1))) {
      AnsibleQuery.Answer answer =
          run.ask(Stream.of("ansible-playbook", "-i", "localhost,", "names.yaml").toList(), folder);
      assertThat(answer.exitCode()).as(answer.output()).isZero();
    }
    return List.of(json.readValue(folder.resolve("taken.json").toFile(), String[].class));
  }
}
