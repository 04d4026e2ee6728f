package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Quarantine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link Intents} that is shared does. */
@ContractOf(Intents.class)
public interface IntentsContract {

  /** The store, empty at first. */
  Intents intents();

  /** From now on the store answers nobody. */
  void goAway() throws Exception;

  @Test
  default void shouldReadBackWhatWasWritten() {
    Intent open = intent("run-1", true, Optional.of(FailureCause.CUT_OFF));
    Intent failed = intent("run-2", false, Optional.of(FailureCause.SERVER));
    Intent done = intent("run-3", false, Optional.empty());
    List.of(open, failed, done).forEach(intents()::write);
    assertThat(intents().read()).containsExactlyInAnyOrder(open, failed, done);

    intents().forget(List.of("run-2", "run-9"));
    assertThat(intents().read()).containsExactlyInAnyOrder(open, done);
  }

  @Test
  default void shouldPutAnIntentInPlaceOfTheOneOfItsRun() {
    intents().write(intent("run-1", true, Optional.of(FailureCause.CUT_OFF)));
    Intent done = intent("run-1", false, Optional.empty());
    intents().write(done);

    assertThat(intents().read()).containsExactly(done);
  }

  @Test
  default void shouldKnowTheNewestRunThatIsHalfWay() {
    IncompleteRun first = new IncompleteRun("run-1", "host-1");
    IncompleteRun second = new IncompleteRun("run-2", "host-2");
    assertThat(intents().halfWay()).isEmpty();

    intents().begun(first);
    intents().begun(second);
    intents().completed(first);
    assertThat(intents().halfWay()).hasValue(second);
    intents().completed(second);
    assertThat(intents().halfWay()).hasValue(second.over());
  }

  @Test
  default void shouldKeepAQuarantineForEachServerAndMachine() {
    Quarantine here = new Quarantine("app1", "host-1", "nothing helped");
    Quarantine there = new Quarantine("app1", "host-2", "nothing helped there");
    intents().write(here);
    intents().write(there);
    assertThat(intents().quarantines()).containsExactlyInAnyOrder(here, there);

    Quarantine cleared = here.cleared(Instant.parse("2026-01-02T03:04:05Z"));
    intents().write(cleared);
    assertThat(intents().quarantines()).containsExactlyInAnyOrder(cleared, there);
    intents().forget(cleared);
    assertThat(intents().quarantines()).containsExactly(there);
  }

  @Test
  default void shouldSayThatItsStoreIsAway() throws Exception {
    Intent intent = intent("run-1", false, Optional.empty());
    IncompleteRun run = new IncompleteRun("run-1", "host-1");
    goAway();

    List<Runnable> calls =
        List.of(
            intents()::read,
            () -> intents().write(intent),
            () -> intents().forget(List.of("run-1")),
            intents()::halfWay,
            () -> intents().begun(run),
            () -> intents().completed(run),
            intents()::quarantines);
    for (Runnable call : calls) {
      assertThatThrownBy(call::run).isInstanceOf(ClusterUnreachableException.class);
    }
  }

  private static Intent intent(String runId, boolean isOpen, Optional<FailureCause> failure) {
    Instant begun = Instant.parse("2026-01-02T03:04:05Z");
    return new Intent(
        runId,
        "host-1",
        isOpen,
        new Treatment(
            "app1",
            Remedy.REBOOT,
            begun,
            begun.plusSeconds(60),
            failure,
            Optional.empty(),
            failure.isEmpty() ? "" : "app1 failed at 'Wait': HTTP 500"));
  }
}
