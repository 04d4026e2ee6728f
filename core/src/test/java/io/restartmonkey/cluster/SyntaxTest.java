package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

  @ParameterizedTest
  @ValueSource(strings = {"app1", "a", "web-1.example.com", "App_2"})
  void shouldTakeOrdinaryServerNames(String name) {
    assertThat(Syntax.serverName(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " app1",
        "app1 ",
        "1.10",
        "h[1:3]",
        "no",
        "TRUE",
        "all",
        "localhost",
        "-oProxyCommand=x",
        "app1\n",
        "a/../b",
        "{{ x }}",
        "app1;id",
        "a,b",
        "!app1",
        "äpp",
        "a-",
        "a."
      })
  void shouldRefuseServerNamesThatAnsibleOrYamlWouldReadOtherwise(String name) {
    assertThatThrownBy(() -> Syntax.serverName(name)).isInstanceOf(RecordRefusedException.class);
  }

  @Test
  void shouldTakeNamesOf63CharactersAndNoMore() {
    assertThat(Syntax.serverName("a".repeat(63))).hasSize(63);
    assertThatThrownBy(() -> Syntax.serverName("a".repeat(64)))
        .isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "::1", "2001:db8::17", "app1.example.com", "app1"})
  void shouldTakeAddresses(String address) {
    assertThat(Syntax.address(address)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0",
        "10.0.0.256",
        "999.1.1.1",
        "fe80::1%eth0",
        "-oProxyCommand=id",
        "a b",
        "10.0.0.1\n",
        "{{ lookup('pipe','id') }}",
        "a..b;",
        "host:22",
        "127.1"
      })
  void shouldRefuseWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> Syntax.address(address)).isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web-servers", "1app", "all", "a b", "ungrouped", ""})
  void shouldRefuseGroupNamesThatAnsibleWarnsOf(String name) {
    assertThatThrownBy(() -> Syntax.groupName(name)).isInstanceOf(RecordRefusedException.class);
  }

  @Test
  void shouldQuoteForeignTextWithoutControlCharactersAndCutIt() {
    assertThat(Syntax.quote("a\u001b[31m\nb")).isEqualTo("'a?[31m?b'");
    assertThat(Syntax.quote("x".repeat(61))).isEqualTo("'" + "x".repeat(60) + "...'");
  }
}
