package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.ClusterSource;
import org.junit.jupiter.api.Test;

/** What every {@link ClusterSource} does. */
@ContractOf(ClusterSource.class)
public interface ClusterSourceContract {

  /** The source, of a cluster without servers at first. */
  ClusterSource source();

  /** Registers a server, and sees to it that the source has it. */
  void show(Server server) throws Exception;

  /** A server is registered, and nobody does anything about the source. */
  void join(Server server);

  /** From now on the state cannot be read. */
  void goAway() throws Exception;

  /** The state can be read again. */
  void comeBack() throws Exception;

  @Test
  default void shouldShowEachServerAsItIsRegistered() throws Exception {
    Server app1 = Servers.server("app1", "app");
    Server canary1 = Servers.server("canary1", "app", "canary");
    show(app1);
    show(canary1);

    assertThat(source().read().registered()).containsExactlyInAnyOrder(app1, canary1);
    assertThat(source().read().refused()).isEmpty();
  }

  @Test
  default void shouldShowTheSameAsLongAsNothingChanges() throws Exception {
    show(Servers.server("app1", "app"));
    show(Servers.server("app2", "app"));

    assertThat(source().read().servers()).isEqualTo(source().read().servers());
    assertThat(source().read().cluster()).isEqualTo(source().read().cluster());
  }

  @Test
  default void shouldShowAServerThatJoinsLaterIfItIsLive() throws Exception {
    Server later = Servers.server("app2", "app");
    show(Servers.server("app1", "app"));
    join(later);

    assertThat(source().read().registered().contains(later)).isEqualTo(source().isLive());
  }

  @Test
  default void shouldSayThatTheStateCannotBeRead() throws Exception {
    Server app1 = Servers.server("app1", "app");
    show(app1);
    goAway();
    boolean isLive = source().isLive();
    assertThatThrownBy(() -> source().read()).isInstanceOf(ClusterUnreachableException.class);
    comeBack();

    assertThat(source().read().registered()).containsExactly(app1);
    assertThat(source().isLive()).isEqualTo(isLive);
  }
}
