package io.restartmonkey.redis;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.Syntax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registrations of a cluster, read from the hash of JSON texts. Immutable; a text that has not
 * changed is not read again.
 */
final class Registrations {
  /** No server. */
  static final Registrations NONE = new Registrations(List.of(), Map.of());

  private static final int MAX_RECORD_LENGTH = 4096;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(MAX_RECORD_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .build();

  private record Entry(String json, Optional<Server> server, String refusal) {}

  /** The hash as Redis sent it. */
  private final List<byte[]> hash;

  private final Map<String, Entry> entries;
  private final ImmutableList<Server> servers;

  private Registrations(List<byte[]> hash, Map<String, Entry> entries) {
    this.hash = hash;
    this.entries = entries;
    this.servers =
        entries.values().stream()
            .flatMap(entry -> entry.server.stream())
            .sorted(comparing(Server::name))
            .collect(toImmutableList());
  }

  /**
   * The registrations of now; the same object if nothing has changed.
   *
   * @param now names and values in turn; Redis keeps their order as long as nothing changes
   */
  Registrations read(List<byte[]> now) {
    if (isSame(now)) {
      return this;
    }
    Map<String, Entry> read = Maps.newHashMapWithExpectedSize(now.size() / 2);
    for (int i = 0; i + 1 < now.size(); i += 2) {
      String name = new String(now.get(i), UTF_8);
      read.put(name, entry(name, new String(now.get(i + 1), UTF_8)));
    }
    return new Registrations(now, read);
  }

  private boolean isSame(List<byte[]> now) {
    if (now.size() != hash.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!Arrays.equals(now.get(i), hash.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The names of the servers that can be believed, sorted. */
  List<String> names() {
    return Lists.transform(servers, Server::name);
  }

  /** The servers that can be believed, sorted by name. */
  List<Server> servers() {
    return servers;
  }

  /** What cannot be believed. */
  List<RefusedRecord> refused() {
    List<RefusedRecord> refused = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          if (entry.server.isEmpty()) {
            refused.add(RefusedRecord.ofServer(name, entry.refusal));
          }
        });
    return refused;
  }

  private Entry entry(String name, String json) {
    Entry known = entries.get(name);
    return known != null && known.json.equals(json) ? known : newEntry(name, json);
  }

  private static Entry newEntry(String name, String json) {
    try {
      return new Entry(json, Optional.of(server(name, json)), "");
    } catch (RecordRefusedException e) {
      return new Entry(json, Optional.empty(), e.reason());
    }
  }

  private static Server server(String name, String json) {
    if (json.length() > MAX_RECORD_LENGTH) {
      throw new RecordRefusedException("longer than " + MAX_RECORD_LENGTH + " characters");
    }
    try {
      if (JSON.readValue(json, Object.class) instanceof Map<?, ?> fields) {
        return Server.parse(name, fields);
      }
    } catch (JsonProcessingException e) {
      throw new RecordRefusedException("not JSON: " + Syntax.quote(json));
    }
    throw new RecordRefusedException("not a JSON object: " + Syntax.quote(json));
  }
}
