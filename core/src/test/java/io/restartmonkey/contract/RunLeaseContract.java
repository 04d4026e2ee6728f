package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLease.Grant;
import org.junit.jupiter.api.Test;

/** What every {@link RunLease} does. */
@ContractOf(RunLease.class)
public interface RunLeaseContract {

  /** The lease, free at first. */
  RunLease lease();

  /** So much time passes that a lease which is not renewed is free. */
  void letItExpire();

  /** The store loses all that it has. */
  void loseEverything();

  /** From now on the store answers nobody. */
  void goAway() throws Exception;

  /** The store answers again, with what it had. */
  void comeBack() throws Exception;

  @Test
  default void shouldGrantItToOneAndRenewItWithTheSameToken() {
    Grant first = lease().hold("run-a");

    assertThat(first).isInstanceOf(Grant.Granted.class);
    assertThat(lease().hold("run-a")).isEqualTo(first);
    assertThat(lease().renew("run-a", token(first))).isEqualTo(first);
    assertThat(lease().hold("run-b")).isEqualTo(new Grant.Held("run-a"));
    assertThat(lease().holder()).hasValue("run-a");
  }

  @Test
  default void shouldGiveAHigherTokenToTheNextHolder() {
    long first = token(lease().hold("run-a"));
    lease().release("run-a");
    assertThat(lease().holder()).isEmpty();

    assertThat(token(lease().hold("run-b"))).isGreaterThan(first);
  }

  @Test
  default void shouldNotReleaseTheLeaseOfAnother() {
    lease().hold("run-a");
    lease().release("run-b");

    assertThat(lease().hold("run-b")).isEqualTo(new Grant.Held("run-a"));
  }

  @Test
  default void shouldBeFreeOnceItHasExpired() {
    long first = token(lease().hold("run-a"));
    letItExpire();

    assertThat(lease().holder()).isEmpty();
    assertThat(token(lease().hold("run-b"))).isGreaterThan(first);
  }

  @Test
  default void shouldGiveItBackWithItsTokenIfNobodyHasHadIt() {
    long first = token(lease().hold("run-a"));
    letItExpire();
    assertThat(lease().renew("run-a", first)).isEqualTo(new Grant.Granted(first));
    loseEverything();
    assertThat(lease().renew("run-a", first)).isEqualTo(new Grant.Granted(first));

    lease().release("run-a");
    assertThat(token(lease().hold("run-b"))).isGreaterThan(first);
  }

  @Test
  default void shouldNotGiveBackWhatAnotherHasHad() {
    long first = token(lease().hold("run-a"));
    letItExpire();
    long second = token(lease().hold("run-b"));

    assertThat(lease().renew("run-a", first)).isEqualTo(new Grant.Held("run-b"));
    lease().release("run-b");
    assertThat(lease().renew("run-a", first)).isEqualTo(new Grant.Overtaken());
    assertThat(lease().renew("run-b", second)).isEqualTo(new Grant.Granted(second));
    letItExpire();
    assertThat(lease().renew("run-a", first)).isEqualTo(new Grant.Overtaken());
  }

  @Test
  default void shouldKnowNothingWhileItsStoreIsAway() throws Exception {
    Grant first = lease().hold("run-a");
    goAway();

    assertThat(lease().renew("run-a", token(first))).isInstanceOf(Grant.Unknown.class);
    assertThat(lease().hold("run-b")).isInstanceOf(Grant.Unknown.class);
    assertThat(lease().holder()).isEmpty();
    lease().release("run-b");
    comeBack();

    assertThat(lease().renew("run-a", token(first))).isEqualTo(first);
  }

  private static long token(Grant grant) {
    return ((Grant.Granted) grant).token();
  }
}
