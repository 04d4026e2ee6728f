package io.restartmonkey.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {
  @Test
  void shouldFailWhereServersShareAnAddressAsAPlanDoes() {
    Server app1 = Servers.server("app1", "app");
    Server cache =
        new Server("cache", app1.address(), ImmutableSortedSet.of("cache"), "lab", Servers.NOW);

    assertThat(ClusterCheck.shared(List.of(app1, Servers.server("app2", "app"), cache)))
        .containsExactly(
            Finding.fail(
                "cluster",
                Codes.REFUSED,
                "[app1, cache] share the address "
                    + app1.address()
                    + ", so no run restarts them: register one server for each machine"));
  }

  @Test
  void shouldFindNothingWhereEachServerHasItsOwn() {
    assertThat(
            ClusterCheck.shared(
                List.of(Servers.server("app1", "app"), Servers.server("app2", "app"))))
        .isEmpty();
  }
}
