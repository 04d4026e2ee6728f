package io.restartmonkey;

import com.google.common.net.InetAddresses;
import io.restartmonkey.cluster.Server;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Tells whether a server is the machine that this process runs on. */
final class LocalMachine implements Predicate<Server> {
  private final Set<String> names = new TreeSet<>(Set.of("localhost"));
  private final Set<InetAddress> addresses;

  LocalMachine() {
    try {
      names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
    } catch (UnknownHostException e) {
      // A machine that does not know its own name is still recognised by its addresses.
    }
    this.addresses = interfaceAddresses();
  }

  @Override
  public boolean test(Server server) {
    String address = server.address();
    if (InetAddresses.isInetAddress(address)) {
      return isLocal(InetAddresses.forString(address));
    }
    return names.contains(address.toLowerCase(Locale.ROOT))
        || resolve(address).stream().anyMatch(this::isLocal);
  }

  private boolean isLocal(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || addresses.contains(address);
  }

  /** A name that nobody knows is not this machine's. */
  private static List<InetAddress> resolve(String name) {
    try {
      return List.of(InetAddress.getAllByName(name));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private static Set<InetAddress> interfaceAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .collect(java.util.stream.Collectors.toUnmodifiableSet());
    } catch (SocketException e) {
      return Set.of();
    }
  }
}
