package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "127.1",
        "0x7f.1",
        "0x7f000001",
        "0X7F000001",
        "0x",
        "017700000001",
        "2130706433",
        "127.0.0.0x1",
        "192.000.002.012",
        "1.2.3",
        "1.2.3.4.",
        "app.1",
        "app.example.com.0x1f",
        "app1.",
        "app-.example.com",
        "[2001:db8::17]",
        "2001:db8::17/64",
        "::ffff:10.0.0.1%eth0",
        "\uff11\uff10.0.0.1"
      })
  void shouldRefuseWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> Syntax.address(address)).isInstanceOf(RecordRefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "::ffff:192.0.2.12, 192.0.2.12",
    "::FFFF:c000:20c, 192.0.2.12",
    "0:0:0:0:0:ffff:192.0.2.12, 192.0.2.12",
    "2001:DB8:0:0:0:0:0:17, 2001:db8::17",
    "2001:0db8::0017, 2001:db8::17",
    "App1.Example.COM, app1.example.com",
    "0x7f.example.com, 0x7f.example.com",
    "1password.com, 1password.com",
    "3com, 3com"
  })
  void shouldGiveEachAddressOneSpelling(String written, String meant) {
    assertThat(Syntax.address(written)).isEqualTo(meant);
    assertThat(Syntax.serverAddress(written)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, unspecified",
    "0.1.2.3, unspecified",
    "::, unspecified",
    "::ffff:0.0.0.0, unspecified",
    "169.254.1.1, link-local",
    "fe80::1, link-local",
    "FE80:0::1, link-local",
    "::ffff:169.254.1.1, link-local",
    "224.0.0.1, multicast",
    "239.255.255.250, multicast",
    "ff02::1, multicast",
    "255.255.255.255, broadcast",
    "::ffff:255.255.255.255, broadcast",
    "::10.0.0.1, IPv4-compatible"
  })
  void shouldRefuseAddressesWhereNoServerIsFoundAndSayWhy(String address, String kind) {
    assertThatThrownBy(() -> Syntax.serverAddress(address))
        .isInstanceOf(RecordRefusedException.class)
        .hasMessageContaining(kind);
    assertThat(Syntax.address(address)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "::1",
        "::ffff:127.0.0.1",
        "LocalHost",
        "x.localhost",
        "localhost4.localdomain4",
        "localhost6",
        "ip6-loopback"
      })
  void shouldKnowLoopback(String address) {
    assertThat(NetworkAddress.isLoopback(NetworkAddress.of(address).ofServer().text())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "128.0.0.1",
        "10.0.0.1",
        "2001:db8::1",
        "localhost.example.com",
        "127.0.0.1.example.com"
      })
  void shouldNotTakeOthersForLoopback(String address) {
    assertThat(NetworkAddress.isLoopback(NetworkAddress.of(address).text())).isFalse();
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
