package io.restartmonkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalMachineTest {
  private final LocalMachine here = new LocalMachine();

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST"})
  void shouldKnowItself(String address) {
    assertThat(here.test(at(address))).isTrue();
  }

  @Test
  void shouldKnowEachOfItsAddressesHoweverItIsWritten() throws SocketException {
    List<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address)
            .toList();

    assertThat(own)
        .isNotEmpty()
        .allMatch(address -> here.test(at("::FFFF:" + address.getHostAddress())));
  }

  @Test
  void shouldNotTakeAnotherForItself() {
    assertThat(here.test(at("203.0.113.7"))).isFalse();
    assertThat(here.test(at("no-such-host.invalid"))).isFalse();
  }

  private static Server at(String address) {
    return new Server("x", address, ImmutableSortedSet.of("app"), "lab", Servers.NOW);
  }
}
