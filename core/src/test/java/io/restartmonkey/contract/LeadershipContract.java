package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.Leadership.Role;
import io.restartmonkey.spi.Leadership.Standing;
import org.junit.jupiter.api.Test;

/** What every {@link Leadership} does for a monitor that has no others beside it. */
@ContractOf(Leadership.class)
public interface LeadershipContract {

  /** The leadership of a monitor; the same at each call. */
  Leadership leadership();

  @Test
  default void shouldLeadWhereNobodyElseDoesAndKeepTheLead() {
    Standing leads = new Standing(Role.LEADS, "");

    assertThat(leadership().standing()).isEqualTo(leads);
    assertThat(leadership().standing()).isEqualTo(leads);
  }

  @Test
  default void shouldLeadAgainAfterItHasResigned() {
    leadership().resign();
    assertThat(leadership().standing().role()).isEqualTo(Role.LEADS);
    leadership().resign();
    leadership().resign();

    assertThat(leadership().standing().role()).isEqualTo(Role.LEADS);
  }
}
