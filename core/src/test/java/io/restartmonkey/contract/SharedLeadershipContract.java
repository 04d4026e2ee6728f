package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.Leadership.Role;
import io.restartmonkey.spi.Leadership.Standing;
import org.junit.jupiter.api.Test;

/** What every {@link Leadership} does that monitors share. */
@ContractOf(Leadership.class)
public interface SharedLeadershipContract extends LeadershipContract {

  /** The leadership of the monitor of this name; the same at each call. */
  Leadership of(String monitor);

  /** So much time passes that a leader who does not look at the cluster leads no more. */
  void letItExpire();

  /** From now on nobody can tell who leads. */
  void goAway() throws Exception;

  /** It can be told again. */
  void comeBack() throws Exception;

  @Override
  default Leadership leadership() {
    return of("one");
  }

  @Test
  default void shouldLetOneLeadAndTellTheOthersWhoDoes() {
    assertThat(of("one").standing().role()).isEqualTo(Role.LEADS);

    assertThat(of("two").standing())
        .isEqualTo(new Standing(Role.STANDS_BY, "monitor one leads, and this one stands by"));
    assertThat(of("one").standing().role()).isEqualTo(Role.LEADS);
  }

  @Test
  default void shouldLeaveTheLeadToAnotherOnceItHasResigned() {
    of("one").standing();
    of("one").resign();

    assertThat(of("two").standing().role()).isEqualTo(Role.LEADS);
    assertThat(of("one").standing().role()).isEqualTo(Role.STANDS_BY);
  }

  @Test
  default void shouldTakeTheLeadFromNobodyByResigning() {
    of("one").standing();
    of("two").standing();
    of("two").resign();

    assertThat(of("three").standing().role()).isEqualTo(Role.STANDS_BY);
    assertThat(of("one").standing().role()).isEqualTo(Role.LEADS);
  }

  @Test
  default void shouldLetAnotherLeadInPlaceOfOneThatIsNotHeardOf() {
    of("one").standing();
    letItExpire();

    assertThat(of("two").standing().role()).isEqualTo(Role.LEADS);
    assertThat(of("one").standing().role()).isEqualTo(Role.STANDS_BY);
  }

  @Test
  default void shouldLetNobodyLeadWhileNobodyCanTell() throws Exception {
    of("one").standing();
    goAway();
    Standing leader = of("one").standing();
    Standing other = of("two").standing();
    comeBack();

    assertThat(leader.role()).isEqualTo(Role.UNKNOWN);
    assertThat(leader.why()).startsWith("nobody can tell which monitor leads: ");
    assertThat(other.role()).isEqualTo(Role.UNKNOWN);
    assertThat(of("one").standing().role()).isEqualTo(Role.LEADS);
    assertThat(of("two").standing().role()).isEqualTo(Role.STANDS_BY);
  }
}
