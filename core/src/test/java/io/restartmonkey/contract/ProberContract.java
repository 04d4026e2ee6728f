package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.spi.Prober;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link Prober} does. */
@ContractOf(Prober.class)
public interface ProberContract {

  /** Asks the two servers. */
  Prober prober();

  /** A server that is up, with an app that answers. */
  Server up() throws Exception;

  /** A server in the same group at whose address nobody listens. */
  Server nobody();

  @Test
  default void shouldHaveAnAnswerOfEachThatWasAskedAndOfNoOther() throws Exception {
    Server up = up();
    Server nobody = nobody();

    assertThat(prober().probe(List.of(up, nobody))).containsOnlyKeys(up.name(), nobody.name());
    assertThat(prober().probe(List.of(up))).containsOnlyKeys(up.name());
    assertThat(prober().probe(List.of(nobody))).containsOnlyKeys(nobody.name());
  }

  @Test
  default void shouldTellAServerThatIsUpFromOneThatNobodyListensAt() throws Exception {
    Server up = up();
    Server nobody = nobody();

    Map<String, ProbeAnswer> answers = prober().probe(List.of(nobody, up));

    assertThat(answers)
        .containsEntry(up.name(), new ProbeAnswer(Said.SOMETHING, Said.SOMETHING))
        .containsEntry(nobody.name(), new ProbeAnswer(Said.NOTHING, Said.NOTHING));
  }

  @Test
  default void shouldHaveNoAnswerWhereNobodyIsAsked() {
    assertThat(prober().probe(List.of())).isEmpty();
  }
}
