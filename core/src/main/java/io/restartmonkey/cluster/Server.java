package io.restartmonkey.cluster;

import com.google.common.collect.ImmutableSortedSet;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * One server as it was registered when it was provisioned.
 *
 * @param name unique in its cluster, see {@link Syntax#serverName}
 * @param address where SSH finds it, see {@link Syntax#serverAddress}; in its one spelling
 * @param groups the inventory groups it belongs to, at least one
 * @param provider who created it and can switch its power, for example {@code lab}
 * @param registered when it was provisioned
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record Server(
    String name, String address, SortedSet<String> groups, String provider, Instant registered) {

  private static final int MAX_GROUPS = 32;

  /**
   * @throws RecordRefusedException if any part is not strictly what it must be
   */
  public Server {
    Syntax.serverName(name);
    address = Syntax.serverAddress(address);
    if (groups.isEmpty() || groups.size() > MAX_GROUPS) {
      throw new RecordRefusedException(
          "groups must be 1 to " + MAX_GROUPS + ", not " + groups.size());
    }
    groups.forEach(Syntax::groupName);
    Syntax.groupName(provider);
    groups = ImmutableSortedSet.copyOf(groups);
  }

  /** Whether its address means whichever machine asks: SSH would find this machine there. */
  public boolean isLoopback() {
    return NetworkAddress.isLoopback(address);
  }

  /**
   * Reads a registration as it stands in Redis or in a state file.
   *
   * @param name the server's name
   * @param fields {@code address} (text), {@code groups} (list of texts), {@code provider} (text),
   *     {@code registered} (ISO-8601 instant); other fields are passed over
   * @throws RecordRefusedException if a field is missing or not strictly what it must be
   */
  public static Server parse(String name, Map<?, ?> fields) {
    return new Server(
        name,
        text(fields, "address"),
        texts(fields, "groups"),
        text(fields, "provider"),
        instant(fields, "registered"));
  }

  private static String text(Map<?, ?> fields, String key) {
    if (fields.get(key) instanceof String value) {
      return value;
    }
    throw new RecordRefusedException("field '" + key + "' is missing or not a text");
  }

  private static SortedSet<String> texts(Map<?, ?> fields, String key) {
    if (fields.get(key) instanceof List<?> list
        && list.stream().allMatch(String.class::isInstance)) {
      return list.stream()
          .map(String.class::cast)
          .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    }
    throw new RecordRefusedException("field '" + key + "' is missing or not a list of texts");
  }

  private static Instant instant(Map<?, ?> fields, String key) {
    String value = text(fields, key);
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw new RecordRefusedException(
          "field '" + key + "' is not an ISO-8601 instant: " + Syntax.quote(value));
    }
  }
}
