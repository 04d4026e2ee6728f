package io.restartmonkey.inventory;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshPortsTest {
  @TempDir Path folder;

  @Test
  void shouldTakeTheUsualPortWhereNothingIsSaid() throws IOException {
    assertThat(portOfApp("{}")).hasValue(22);
  }

  @Test
  void shouldTakeThePortOfTheDeepestGroup() throws IOException {
    String template =
        """
        all:
          vars: {ansible_port: 1000}
          children:
            web:
              vars: {ansible_port: 2000}
              children:
                app: {vars: {ansible_port: 3000}}
                canary: {}
            redis: {}
        """;

    assertThat(port(template, "app")).hasValue(3000);
    assertThat(port(template, "canary")).hasValue(2000);
    assertThat(port(template, "redis")).hasValue(1000);
  }

  @Test
  void shouldTakeThePortThatAnsibleTakesOfTwo() throws IOException {
    assertThat(portOfApp("{ansible_port: 2201, ansible_ssh_port: 2202}")).hasValue(2202);
  }

  @Test
  void shouldFollowMergesAndAliases() throws IOException {
    assertThat(
            port(
                """
                all:
                  vars: &usual {ansible_port: 2222, ansible_ssh_common_args: -J bastion}
                  children:
                    app: {vars: {<<: *usual, ansible_ssh_common_args: ''}}
                    redis: {vars: {<<: [*usual]}}
                """,
                "app"))
        .hasValue(2222);
    assertThat(
            port(
                """
                all: {children: {x: {vars: &x {ansible_port: 2222}}, app: {vars: {<<: [{}, *x]}}}}
                """,
                "app"))
        .hasValue(2222);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ansible_ssh_common_args: '-J bastion'}",
        "{ansible_ssh_common_args: '-vJ bastion'}",
        "{ansible_ssh_common_args: '-o ProxyJump=bastion'}",
        "{ansible_ssh_common_args: '-oproxycommand=\"ssh -W %h:%p bastion\"'}",
        "{ansible_ssh_extra_args: '-o Port=2222'}",
        "{ansible_ssh_extra_args: '-p 2222'}",
        "{ansible_ssh_args: '-F /etc/ssh/bastion'}",
        "{ansible_ssh_common_args: '-o HostName=10.9.9.9'}",
        "{ansible_ssh_common_args: '-o BindInterface=wg0'}",
        "{ansible_ssh_common_args: '-oBindAddress=10.9.9.9'}",
        "{ansible_ssh_common_args: '-o Include=/etc/ssh/bastion'}",
        "{ansible_ssh_common_args: '{{ jump }}'}",
        "{ansible_ssh_common_args: !vault 'x'}",
        "{ansible_port: '{{ port }}'}",
        "{ansible_port: 0}",
        "{ansible_port: 65536}",
        "{ansible_port: -22}",
        "{ansible_port: [22]}",
        "{ansible_connection: local}",
        "{ansible_connection: community.docker.docker}"
      })
  void shouldKnowNoDirectWayWhereItLeadsElsewhereOrIsNotPlain(String vars) throws IOException {
    assertThat(portOfApp(vars)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ansible_ssh_common_args: '-o StrictHostKeyChecking=yes -C'}",
        "{ansible_ssh_common_args: ''}",
        "{ansible_ssh_args: '-o ControlMaster=auto -o ControlPersist=60s'}",
        "{ansible_ssh_common_args: '-oBatchMode=yes -oForwardAgent=yes -oCompression=yes'}",
        "{ansible_ssh_common_args: '-o UserKnownHostsFile=/srv/support/known_hosts'}",
        "{ansible_connection: ssh}",
        "{ansible_connection: ansible.builtin.ssh}",
        "{ansible_connection: ansible.legacy.paramiko_ssh}",
        "{ansible_port: 22, ansible_user: ProxyJump}"
      })
  void shouldKnowADirectWayWhereTheArgumentsLeadNowhereElse(String vars) throws IOException {
    assertThat(portOfApp(vars)).hasValue(22);
  }

  @Test
  void shouldReadAMergeOnceHoweverOftenItIsNamed() throws IOException {
    StringBuilder laughs = new StringBuilder("{ansible_port: 2222}");
    for (int i = 0; i < 20; i++) {
      laughs.insert(0, "{<<: [&a%d ".formatted(i)).append(", *a%d]}".formatted(i));
    }

    assertThat(portOfApp(laughs.toString())).hasValue(2222);
  }

  private OptionalInt portOfApp(String vars) throws IOException {
    return port("all: {children: {app: {vars: " + vars + "}}}", "app");
  }

  private OptionalInt port(String template, String group) throws IOException {
    Path file = Files.writeString(folder.resolve("template.yaml"), template);
    return new SshPorts(InventoryTemplate.read(file), 22).of(server(group + "1", group));
  }
}
