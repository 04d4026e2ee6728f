package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Registry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Registry} does, as its {@link ClusterSource} shows it. */
@ContractOf(Registry.class)
public interface RegistryContract {

  /** The registry, empty at first. */
  Registry registry();

  /** Where it is read. */
  ClusterSource cluster();

  /** From now on the store answers nobody. */
  void goAway() throws Exception;

  @Test
  default void shouldShowNoServerAtFirst() {
    assertThat(cluster().read().registered()).isEmpty();
    assertThat(cluster().isLive()).isTrue();
  }

  @Test
  default void shouldRestoreWhatIsLostAndLeaveTheRest() {
    Server app1 = Servers.server("app1", "app");
    Server app2 = Servers.server("app2", "app");
    registry().restore(List.of(app1));

    registry().restore(List.of(Servers.server("app1", "canary"), app2));

    assertThat(cluster().read().registered()).containsExactlyInAnyOrder(app1, app2);
    assertThat(cluster().read().refused()).isEmpty();
  }

  @Test
  default void shouldSayThatItsStoreIsAway() throws Exception {
    goAway();

    assertThatThrownBy(() -> cluster().read()).isInstanceOf(ClusterUnreachableException.class);
    assertThatThrownBy(() -> registry().restore(List.of(Servers.server("app1", "app"))))
        .isInstanceOf(ClusterUnreachableException.class);
  }
}
