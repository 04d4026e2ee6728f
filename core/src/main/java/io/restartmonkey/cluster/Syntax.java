package io.restartmonkey.cluster;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The strict spellings of names, groups and addresses that may reach an inventory.
 *
 * <p>Narrower than what Ansible takes, on purpose: {@code h[1:3]} would be three hosts, {@code
 * 1.10} a number, {@code no} a boolean, and a leading {@code -} an option of ssh.
 */
public final class Syntax {
  private static final Pattern SERVER = Pattern.compile("[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?");
  private static final Pattern GROUP = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]*)");
  private static final Pattern BACKEND = Pattern.compile("[A-Za-z0-9_.:-]+");
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "ungrouped",
          "localhost",
          "y",
          "n",
          "yes",
          "no",
          "true",
          "false",
          "on",
          "off",
          "null",
          "none");
  private static final int MAX_NAME_LENGTH = 63;
  private static final int MAX_QUOTE_LENGTH = 60;

  private Syntax() {}

  /**
   * Checks a server's name: a letter, then letters, digits, {@code _ . -}; at most 63 characters.
   *
   * @return the name
   * @throws RecordRefusedException if it is anything else, or a word that YAML or Ansible reserves
   */
  public static String serverName(String name) {
    return require("server name", name, SERVER, MAX_NAME_LENGTH);
  }

  /**
   * Checks a group's name: a letter or {@code _}, then letters, digits, {@code _}; at most 63
   * characters.
   *
   * @return the name
   * @throws RecordRefusedException if it is anything else, or a word that YAML or Ansible reserves
   */
  public static String groupName(String name) {
    return require("group name", name, GROUP, MAX_NAME_LENGTH);
  }

  /**
   * Checks a cluster's name: letters, digits, {@code _ -}; at most 63 characters.
   *
   * @return the name
   * @throws RecordRefusedException if it is anything else
   */
  public static String clusterName(String name) {
    return require("cluster name", name, CLUSTER, MAX_NAME_LENGTH);
  }

  /**
   * Checks the name of a proxy's backend: letters, digits, {@code _ . : -}; at most 63 characters.
   *
   * @return the name
   * @throws RecordRefusedException if it is anything else
   */
  public static String backendName(String name) {
    return require("backend name", name, BACKEND, MAX_NAME_LENGTH);
  }

  /**
   * Checks a network address: an IPv4 or IPv6 literal without a scope, or a DNS name whose last
   * label is no number.
   *
   * @return the address in its one spelling, so that equal texts are equal addresses
   * @throws RecordRefusedException if it is anything else
   */
  public static String address(String address) {
    return NetworkAddress.of(address).text();
  }

  /**
   * Checks an address that SSH shall find a server at: as {@link #address}, and no unspecified,
   * link-local, multicast or broadcast one.
   *
   * @return the address in its one spelling
   * @throws RecordRefusedException if it is anything else
   */
  public static String serverAddress(String address) {
    return NetworkAddress.of(address).ofServer().text();
  }

  /**
   * Makes foreign text safe to print: in quotes, at most 60 characters, nothing but visible ASCII.
   *
   * @return the text for a message or a log line
   */
  public static String quote(String text) {
    StringBuilder safe = new StringBuilder("'");
    text.chars()
        .limit(MAX_QUOTE_LENGTH)
        .forEach(c -> safe.append(c >= ' ' && c < 0x7f ? String.valueOf((char) c) : "?"));
    return safe.append(text.length() > MAX_QUOTE_LENGTH ? "...'" : "'").toString();
  }

  private static String require(String what, String value, Pattern pattern, int longest) {
    if (value.length() > longest
        || !pattern.matcher(value).matches()
        || RESERVED.contains(value.toLowerCase(Locale.ROOT))) {
      throw new RecordRefusedException("not a " + what + ": " + quote(value));
    }
    return value;
  }
}
