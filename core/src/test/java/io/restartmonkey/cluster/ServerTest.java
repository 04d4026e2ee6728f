package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerTest {
  private final Map<String, Object> fields =
      new HashMap<>(
          Map.of(
              "address", "10.0.0.1",
              "groups", List.of("canary", "app"),
              "provider", "lab",
              "registered", "2026-01-01T00:00:00Z"));

  @Test
  void shouldReadARegistration() {
    Server server = Server.parse("app1", fields);

    assertThat(server.address()).isEqualTo("10.0.0.1");
    assertThat(server.groups()).containsExactly("app", "canary");
  }

  @Test
  void shouldPassOverFieldsThatItDoesNotKnow() {
    fields.put("ansible_ssh_common_args", "-o ProxyCommand=id");

    assertThat(Server.parse("app1", fields).name()).isEqualTo("app1");
  }

  @Test
  void shouldRefuseEachFieldThatIsMissing() {
    for (String key : List.copyOf(fields.keySet())) {
      Map<String, Object> without = new HashMap<>(fields);
      without.remove(key);

      assertThatThrownBy(() -> Server.parse("app1", without))
          .isInstanceOf(RecordRefusedException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void shouldRefuseEachFieldThatIsOfAnotherType() {
    for (String key : List.copyOf(fields.keySet())) {
      Map<String, Object> wrong = new HashMap<>(fields);
      wrong.put(key, 17);

      assertThatThrownBy(() -> Server.parse("app1", wrong))
          .isInstanceOf(RecordRefusedException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void shouldRefuseNoGroupsAndTooMany() {
    fields.put("groups", List.of());
    assertThatThrownBy(() -> Server.parse("app1", fields)).hasMessageContaining("groups");

    fields.put("groups", java.util.stream.IntStream.range(0, 33).mapToObj(i -> "g" + i).toList());
    assertThatThrownBy(() -> Server.parse("app1", fields)).hasMessageContaining("groups");
  }

  @Test
  void shouldRefuseGroupsThatAreNotTexts() {
    fields.put("groups", List.of("app", 1));

    assertThatThrownBy(() -> Server.parse("app1", fields))
        .isInstanceOf(RecordRefusedException.class);
  }
}
