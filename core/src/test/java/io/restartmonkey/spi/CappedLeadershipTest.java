package io.restartmonkey.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.fake.InMemoryLease;
import io.restartmonkey.spi.Leadership.Role;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** One process that watches two clusters and may lead one. */
class CappedLeadershipTest {
  private final Semaphore leads = new Semaphore(1);
  private final InMemoryLease oneLease = new InMemoryLease();
  private final InMemoryLease otherLease = new InMemoryLease();
  private final Leadership one = Leadership.by(oneLease, "here", leads);
  private final Leadership other = Leadership.by(otherLease, "here", leads);

  @Test
  void shouldLeadNoMoreClustersThanItMay() {
    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
    assertThat(other.standing().role()).isEqualTo(Role.UNKNOWN);
    assertThat(other.standing().why()).startsWith("nobody leads");
    assertThat(otherLease.holder()).isEmpty();
    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
  }

  @Test
  void shouldStandByWhereAnotherMonitorLeads() {
    otherLease.takenBy("there");

    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
    assertThat(other.standing())
        .isEqualTo(
            new Leadership.Standing(Role.STANDS_BY, "monitor there leads, and this one stands by"));
  }

  @Test
  void shouldCountNoClusterThatAnotherMonitorLeads() {
    oneLease.takenBy("there");

    assertThat(one.standing().role()).isEqualTo(Role.STANDS_BY);
    assertThat(other.standing().role()).isEqualTo(Role.LEADS);
  }

  @Test
  void shouldLeadTheOtherOneOnceItHasLostTheFirst() {
    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
    oneLease.takenBy("there");

    assertThat(one.standing().role()).isEqualTo(Role.STANDS_BY);
    assertThat(other.standing().role()).isEqualTo(Role.LEADS);
  }

  @Test
  void shouldLeadTheOtherOneOnceItHasResigned() {
    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
    one.resign();
    one.resign();

    assertThat(other.standing().role()).isEqualTo(Role.LEADS);
    assertThat(one.standing().role()).isEqualTo(Role.UNKNOWN);
  }

  @Test
  void shouldKeepItsPlaceWhileNobodyCanTell() {
    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
    oneLease.reachable(false);

    assertThat(one.standing().role()).isEqualTo(Role.UNKNOWN);
    assertThat(other.standing().role()).isEqualTo(Role.UNKNOWN);
    oneLease.reachable(true);
    assertThat(one.standing().role()).isEqualTo(Role.LEADS);
  }

  @Test
  void shouldTakeNoPlaceForAClusterOfWhichNobodyCanTell() {
    oneLease.reachable(false);

    assertThat(one.standing().role()).isEqualTo(Role.UNKNOWN);
    assertThat(other.standing().role()).isEqualTo(Role.LEADS);
  }
}
