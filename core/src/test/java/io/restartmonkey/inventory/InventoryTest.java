package io.restartmonkey.inventory;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {
  private static final String TEMPLATE =
      """
      all:
        vars:
          ansible_user: ops
          secret: !vault |
            $ANSIBLE_VAULT;1.1;AES256
            6162
          rendered: "{{ ansible_user }}"
        children:
          web:
            children:
              app: {hosts: {}}
              canary:
                hosts: {}
                vars: {weight: 10}
          redis:
            hosts:
          surge:
            children:
              app:
      """;

  @TempDir Path folder;

  @Test
  void shouldRefuseGroupsThatAnAliasPutsBelowThemselvesOrDoublesForEver() throws IOException {
    Path corpus = Path.of("src/test/resources/hostile/template");

    assertThatThrownBy(() -> InventoryTemplate.read(corpus.resolve("inside-itself.yaml")))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("group 'inner' is below itself");
    assertThatThrownBy(() -> InventoryTemplate.read(corpus.resolve("doubling.yaml")))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("more than 10000 places");
  }

  @Test
  void shouldFillInServersAndLeaveVariablesAsTheyAre() throws IOException {
    Server app1 =
        new Server(
            "app1",
            "10.0.0.1",
            server("app1", "app").groups(),
            "lab",
            server("a", "a").registered());
    Inventory inventory = template().fill(List.of(app1));

    assertThat(inventory.toYaml())
        .isEqualTo(
            """
            all:
              vars:
                ansible_user: ops
                secret: !vault |
                  $ANSIBLE_VAULT;1.1;AES256
                  6162
                rendered: "{{ ansible_user }}"
              children:
                web:
                  hosts: {}
                  children:
                    app:
                      hosts:
                        app1:
                          ansible_host: !unsafe "10.0.0.1"
                    canary:
                      hosts: {}
                      vars: {weight: 10}
                redis:
                  hosts: {}
                surge:
                  hosts: {}
                  children:
                    app: {}
            """);
  }

  @Test
  void shouldGiveTheSameTextForTheSameServersInAnyOrder() throws IOException {
    Server a = server("a", "app");
    Server b = server("b", "app", "redis");

    assertThat(template().fill(List.of(a, b)).toYaml())
        .isEqualTo(template().fill(List.of(b, a)).toYaml());
  }

  @Test
  void shouldResolveGroupsTheirDescendantsAndServers() throws IOException {
    Server app = server("app1", "app");
    Server canary = server("canary1", "canary");
    Server redis = server("redis1", "redis");
    Inventory inventory = template().fill(List.of(redis, canary, app));

    assertThat(inventory.named("web")).hasValue(List.of(app, canary));
    assertThat(inventory.named("surge")).hasValue(List.of(app));
    assertThat(inventory.named("all")).hasValue(List.of(app, canary, redis));
    assertThat(inventory.named("redis1")).hasValue(List.of(redis));
    assertThat(inventory.named("nowhere")).isEmpty();
  }

  @Test
  void shouldPassOverServersOfGroupsThatTheTemplateLacks() throws IOException {
    assertThat(template().fill(List.of(server("x", "nowhere"))).servers()).isEmpty();
  }

  @Test
  void shouldWriteAtOnceForTheOwnerOnlyAndLeaveNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("restartInventory"), "old");

    template().fill(List.of(server("app1", "app"))).write(file);

    assertThat(Files.readString(file)).contains("app1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(file, folder.resolve("template.yaml"));
    }
  }

  @Test
  void shouldRefuseATemplateThatAlreadyHasHosts() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"),
            "all:\n  children:\n    app:\n      hosts:\n        app1: {}\n");

    assertThatThrownBy(() -> InventoryTemplate.read(file))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(file + ":5: group 'app' already has hosts");
  }

  @Test
  void shouldRefuseWhatIsNoInventory() throws IOException {
    for (String text : List.of("", "- a", "web: {}", "all: 1", "all: {}\nweb: {}", "all: [")) {
      Path file = Files.writeString(folder.resolve("t.yaml"), text);

      assertThatThrownBy(() -> InventoryTemplate.read(file))
          .as(text)
          .isInstanceOf(TemplateException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          all:;  children:;    db: {};    edge: {};    db: {vars: {a: 1}}   | 5 | 'children' of group 'all' has the key 'db' twice
          all:;  children:;    db: {vars: {a: 1},;      vars: {b: 1}}       | 4 | group 'db' has the key 'vars' twice
          all: {};all: {}                                                   | 2 | the template has the key 'all' twice
          all:;  children:;    db: {host: {}}                               | 3 | 'host', but Ansible knows only hosts, vars and children; did you mean 'hosts'?
          all:;  childern:;    db: {}                                       | 2 | did you mean 'children'?
          all:;  db: {}                                                     | 2 | put a group below 'children:'
          all: {children: {db: {ansible_user: ops}}}                        | 1 | a variable below 'vars:'
          all: {};web: {}                                                   | 2 | 'web'; put groups below 'children:' below 'all:'
          x-v: &v {a: 1};all: {vars: *v}                                    | 1 | 'x-v'; put it below 'all:'
          al: {children: {db: }}                                            | 1 | did you mean 'all'?
          all:;  children: [db, edge]                                       | 2 | 'children' of group 'all' is no mapping
          all:;  children:;    db: edge                                     | 3 | group 'db' is no mapping
          all:;  children:;    db: {hosts: [db1]}                           | 3 | already has hosts
          all:;  vars:;    a: 1;    a: 2                                    | 4 | this mapping of variables has the key 'a' twice
          all:;  children:;    db: {vars: {x: [{a: 1,;      a: 2}]}}        | 4 | has the key 'a' twice
          """)
  void shouldRefuseWhatAnsiblePassesOverWhereItStands(String text, int line, String reason)
      throws IOException {
    Path file = Files.writeString(folder.resolve("t.yaml"), text.replace(';', '\n'));

    assertThatThrownBy(() -> InventoryTemplate.read(file))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith(file + ":" + line + ": ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[app]\n", "# ours\n\n[app] ; x\n[all:vars]\na=1\n", "; x\r\n[a:children]\r\nb"})
  void shouldSayThatATemplateIsYamlAndNoIni(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("hosts.ini"), text);

    assertThatThrownBy(() -> InventoryTemplate.read(file))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            file
                + ": is INI, but a template is YAML; this shows it as YAML: ansible-inventory -i "
                + file
                + " --list --yaml");
  }

  @Test
  void shouldSayInWhichLineATemplateIsNotUtf8() throws IOException {
    Path file = folder.resolve("t.yaml");
    Files.write(file, "all:\n  vars: {city: K\u00f6ln}\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> InventoryTemplate.read(file))
        .isInstanceOf(TemplateException.class)
        .hasMessage(file + ":2: not UTF-8; save the file as UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all: {children: {a: &a {vars: {x: 1}}, b: {<<: *a, vars: {x: 2}}}}",
        "all: {children: {a: &a {vars: {x: 1}}, b: {<<: *a, <<: {hosts: {}}}}}",
        "all: {x-common: &c {x: 1}, children: {a: {x-own: , vars: *c}, b: {vars: {<<: *c}}}}",
        "all: {children: {a: {children: {b: }}, c: {children: {b: }}}}",
        "all: {children: {a: {vars: {x: [&m {y: 1}, *m]}, hosts: []}, b: }}"
      })
  void shouldTakeMergedKeysAndAnchorsThatArePutAside(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("t.yaml"), text);

    assertThat(InventoryTemplate.read(file).groups()).contains("all", "a", "b");
  }

  private InventoryTemplate template() throws IOException {
    return InventoryTemplate.read(Files.writeString(folder.resolve("template.yaml"), TEMPLATE));
  }
}
