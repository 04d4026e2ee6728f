package io.restartmonkey.cluster;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network address in its one spelling: IPv4 in an IPv6 literal is IPv4, letters are small.
 *
 * <p>A name whose last label is a number is none: ssh reads {@code 0x7f000001}, {@code 127.1} and
 * {@code 017700000001} as addresses.
 *
 * @param text how it is written
 * @param ip what it means, unless it is a DNS name
 */
record NetworkAddress(String text, Optional<InetAddress> ip) {
  private static final Pattern IP_LITERAL = Pattern.compile("[0-9A-Fa-f:.]+");
  private static final Pattern HOST_NAME =
      Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /** In their one spelling; the names are those that Debian and Red Hat have in /etc/hosts. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "127(\\.[0-9]+){3}|::1"
              + "|(.*\\.)?localhost|localhost[46]?(\\.localdomain[46]?)?|ip6-(localhost|loopback)");

  private static final int MAX_LENGTH = 253;
  private static final int MAX_LABEL = 63;

  /**
   * Reads an address.
   *
   * @throws RecordRefusedException if it is neither an IP literal without a scope nor a DNS name
   */
  static NetworkAddress of(String address) {
    if (IP_LITERAL.matcher(address).matches() && InetAddresses.isInetAddress(address)) {
      InetAddress ip = InetAddresses.forString(address);
      return new NetworkAddress(InetAddresses.toAddrString(ip), Optional.of(ip));
    }
    String name = address.toLowerCase(Locale.ROOT);
    if (name.length() > MAX_LENGTH || !HOST_NAME.matcher(name).matches()) {
      throw new RecordRefusedException("not an address: " + Syntax.quote(address));
    }
    Iterable<String> labels = Splitter.on('.').split(name);
    if (Iterables.any(labels, label -> label.length() > MAX_LABEL)
        || NUMBER.matcher(Iterables.getLast(labels)).matches()) {
      throw new RecordRefusedException("not an address: " + Syntax.quote(address));
    }
    return new NetworkAddress(name, Optional.empty());
  }

  /** Whether an address in its one spelling means whichever machine asks. */
  static boolean isLoopback(String text) {
    return LOOPBACK.matcher(text).matches();
  }

  /**
   * The same.
   *
   * @throws RecordRefusedException if no server can be found there from everywhere in the cluster
   */
  NetworkAddress ofServer() {
    ip.flatMap(NetworkAddress::kindOfNone)
        .ifPresent(
            kind -> {
              throw new RecordRefusedException(
                  "address " + text + " is " + kind + "; register one where SSH finds the server");
            });
    return this;
  }

  /** What kind of address it is, where that is none of a server. */
  private static Optional<String> kindOfNone(InetAddress ip) {
    byte[] bytes = ip.getAddress();
    if (ip.isAnyLocalAddress() || (ip instanceof Inet4Address && bytes[0] == 0)) {
      return Optional.of("unspecified");
    } else if (ip.isLinkLocalAddress()) {
      return Optional.of("link-local");
    } else if (ip.isMulticastAddress()) {
      return Optional.of("multicast");
    } else if (ip instanceof Inet4Address && InetAddresses.coerceToInteger(ip) == -1) {
      return Optional.of("broadcast");
    } else if (ip instanceof Inet6Address six && isCompatible(six)) {
      return Optional.of("IPv4-compatible, which nothing routes");
    }
    return Optional.empty();
  }

  private static boolean isCompatible(Inet6Address six) {
    return six.isIPv4CompatibleAddress() && !six.isLoopbackAddress();
  }
}
