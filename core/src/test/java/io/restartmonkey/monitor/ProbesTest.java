package io.restartmonkey.monitor;

import static io.restartmonkey.fake.Servers.NOW;
import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.spi.Sighting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private static final Server APP1 = server("app1", "app");
  private static final ProbeAnswer UNHEARD = new ProbeAnswer(Said.NOT_ASKED, Said.UNHEARD);

  private final Queue<Runnable> later = new ArrayDeque<>();
  private final List<List<String>> asked = new ArrayList<>();
  private long nanos = 77;
  private ProbeAnswer answer = ProbeAnswer.ALL_SILENT;

  private Probes probes = started();

  private Probes started() {
    return new Probes(
        servers -> {
          asked.add(servers.stream().map(Server::name).toList());
          return servers.stream().collect(Collectors.toMap(Server::name, s -> answer));
        },
        later::add,
        ticker());
  }

  @BeforeEach
  void isHeard() {
    well(ProbeAnswer.ANSWERS);
    asked.clear();
    answer = ProbeAnswer.ALL_SILENT;
  }

  @Test
  void shouldNotWaitForAnswersAndAskOneRoundAtATime() {
    assertThat(probes.answers(List.of(APP1), List.of())).isEmpty();
    assertThat(probes.answers(List.of(APP1), List.of())).isEmpty();
    assertThat(later).hasSize(1);

    later.remove().run();

    assertThat(probes.answers(List.of(APP1), List.of())).isEmpty();
    assertThat(later).hasSize(1);
  }

  @Test
  void shouldTakeNobodyForSilentWhoWasAskedOnce() {
    assertThat(asked(ProbeAnswer.ALL_SILENT)).isEmpty();
    assertThat(asked(ProbeAnswer.ALL_SILENT)).isEqualTo(Optional.of(ProbeAnswer.ALL_SILENT));
  }

  @Test
  void shouldTakeNobodyForSilentWhoAnsweredInOneOfTheLastTwoAskings() {
    asked(ProbeAnswer.ALL_SILENT);
    assertThat(asked(ProbeAnswer.SSH_SILENT)).isEqualTo(Optional.of(ProbeAnswer.SSH_SILENT));
    assertThat(asked(ProbeAnswer.APP_SILENT)).isEqualTo(Optional.of(ProbeAnswer.ANSWERS));
    assertThat(asked(ProbeAnswer.ALL_SILENT)).isEqualTo(Optional.of(ProbeAnswer.APP_SILENT));
    assertThat(asked(ProbeAnswer.ALL_SILENT)).isEqualTo(Optional.of(ProbeAnswer.ALL_SILENT));
  }

  @Test
  void shouldTakeNobodyForSilentWhoCouldBeAskedButOnce() {
    asked(ProbeAnswer.ALL_SILENT);

    assertThat(asked(new ProbeAnswer(Said.NOT_ASKED, Said.NOT_ASKED)))
        .isEqualTo(Optional.of(new ProbeAnswer(Said.NOT_ASKED, Said.NOT_ASKED)));
    assertThat(asked(ProbeAnswer.ALL_SILENT))
        .isEqualTo(Optional.of(new ProbeAnswer(Said.NOT_ASKED, Said.NOT_ASKED)));
    assertThat(asked(ProbeAnswer.ALL_SILENT)).isEqualTo(Optional.of(ProbeAnswer.ALL_SILENT));
  }

  @Test
  void shouldBeginAnewWithWhoWasWellInBetween() {
    asked(ProbeAnswer.ALL_SILENT);
    probes.answers(List.of(), List.of());

    assertThat(asked(ProbeAnswer.ALL_SILENT)).isEmpty();
  }

  private void neverHeard(ProbeAnswer answer) {
    probes = started();
    well(answer);
    nanos += Duration.ofMinutes(1).toNanos();
    well(answer);
  }

  @Test
  void shouldMakeNothingOfTheSilenceOfAnSshThatWasNeverHeardWhileAllWasWell() {
    neverHeard(ProbeAnswer.SSH_SILENT);

    asked(ProbeAnswer.ALL_SILENT);
    assertThat(asked(ProbeAnswer.ALL_SILENT))
        .isEqualTo(Optional.of(new ProbeAnswer(Said.NOT_ASKED, Said.NOTHING)));
  }

  @Test
  void shouldMakeNothingOfTheSilenceOfAnAppThatWasNeverHeardWhileAllWasWell() {
    neverHeard(ProbeAnswer.APP_SILENT);

    asked(ProbeAnswer.APP_SILENT);
    assertThat(asked(ProbeAnswer.APP_SILENT))
        .isEqualTo(Optional.of(new ProbeAnswer(Said.SOMETHING, Said.UNHEARD)));
  }

  @Test
  void shouldBelieveTheSilenceOfAnAppThatWasHeardWhicheverWayItsSshGoes() {
    probes = started();
    well(ProbeAnswer.SSH_SILENT);
    nanos += Duration.ofMinutes(1).toNanos();
    well(ProbeAnswer.ALL_SILENT);
    nanos += Duration.ofMinutes(10).toNanos();
    well(ProbeAnswer.ALL_SILENT);

    asked(ProbeAnswer.ALL_SILENT);
    assertThat(asked(ProbeAnswer.ALL_SILENT))
        .isEqualTo(Optional.of(new ProbeAnswer(Said.NOT_ASKED, Said.NOTHING)));
  }

  @Test
  void shouldBelieveTheSilenceOfWhoWasHeardAndSilentOnceAsItsServerMayHaveFrozenThen() {
    nanos += Duration.ofHours(6).toNanos();
    well(ProbeAnswer.ALL_SILENT);
    assertThat(asked).hasSize(1);

    assertThat(whenSilent()).isEqualTo(ProbeAnswer.ALL_SILENT);
  }

  @Test
  void shouldBelieveTheSilenceOfWhoWasHeardAndNotAskItForSixHours() {
    nanos += Duration.ofHours(6).toNanos() - 1;
    well(ProbeAnswer.ANSWERS);
    assertThat(asked).isEmpty();

    assertThat(whenSilent()).isEqualTo(ProbeAnswer.ALL_SILENT);
  }

  @Test
  void shouldNotBelieveTheSilenceOfWhoWasHeardBeforeAFirewallClosed() {
    nanos += Duration.ofHours(6).toNanos();
    well(ProbeAnswer.ALL_SILENT);
    nanos += Duration.ofMinutes(1).toNanos();
    well(ProbeAnswer.ALL_SILENT);

    assertThat(whenSilent()).isEqualTo(UNHEARD);
  }

  @Test
  void shouldNotBelieveTheSilenceOfWhoWasNeverHeard() {
    probes = started();

    assertThat(whenSilent()).isEqualTo(UNHEARD);
  }

  @Test
  void shouldBelieveTheSilenceOfWhoWasNeverHeardIfOneOfItsGroupsWas() {
    Server stranger = server("web1", "web");
    Server peer = server("app2", "app");

    assertThat(whenSilent(stranger)).isEqualTo(UNHEARD);
    assertThat(whenSilent(peer)).isEqualTo(ProbeAnswer.ALL_SILENT);
  }

  @Test
  void shouldKnowWhoWasHeardByTheMonitorBeforeIt() {
    Server app2 = server("app2", "app");
    assertThat(probes.heard()).isEqualTo(new Sighting.Heard(Set.of("app1"), Set.of("app1")));
    Sighting.Heard heard = probes.heard();
    probes = started();
    probes.recall(new Sighting(NOW, "demo", List.of(APP1, app2), Optional.empty(), heard, 0));

    assertThat(probes.heard()).isEqualTo(heard);
    assertThat(whenSilent()).isEqualTo(ProbeAnswer.ALL_SILENT);
    assertThat(whenSilent(app2)).as("it was there and never heard").isEqualTo(UNHEARD);
  }

  @Test
  void shouldAskAgainEveryTenMinutesWhetherAnSshCanBeHeardByNow() {
    neverHeard(ProbeAnswer.SSH_SILENT);
    nanos += Duration.ofMinutes(10).toNanos() - 1;
    well(ProbeAnswer.ANSWERS);
    assertThat(asked).hasSize(2);

    nanos += 1;
    well(ProbeAnswer.ANSWERS);
    assertThat(asked).hasSize(3);

    assertThat(whenSilent()).isEqualTo(ProbeAnswer.ALL_SILENT);
  }

  @Test
  void shouldAskFirstWhoWasNeverAskedAndThenWhoHasWaitedLongest() {
    probes = started();
    List<Server> many = IntStream.range(0, 20).mapToObj(i -> server("app" + i, "app")).toList();
    answer = ProbeAnswer.ANSWERS;
    probes.answers(List.of(), many);
    for (int i = 0; i < 3; i++) {
      later.remove().run();
      nanos += Duration.ofHours(3).toNanos();
      probes.answers(List.of(), many);
    }

    assertThat(asked.stream().flatMap(List::stream).distinct()).hasSize(20);
    later.remove().run();
    assertThat(asked.get(3)).as("nine hours ago").contains("app0", "app7");
  }

  /** What is believed of app1 that says nothing. */
  private ProbeAnswer whenSilent() {
    return whenSilent(APP1);
  }

  private ProbeAnswer whenSilent(Server server) {
    answer = ProbeAnswer.ALL_SILENT;
    for (int i = 0; i < 2; i++) {
      probes.answers(List.of(server), List.of());
      later.remove().run();
    }
    ProbeAnswer known = probes.answers(List.of(server), List.of()).get(server.name());
    later.remove().run();
    probes.answers(List.of(), List.of());
    return Objects.requireNonNull(known);
  }

  /** What is known of app1 in the tick after it has said this. */
  private Optional<ProbeAnswer> asked(ProbeAnswer said) {
    answer = said;
    if (later.isEmpty()) {
      probes.answers(List.of(APP1), List.of());
    }
    later.remove().run();
    return Optional.ofNullable(probes.answers(List.of(APP1), List.of()).get("app1"));
  }

  /** app1 is well, and says this if it is asked. */
  private void well(ProbeAnswer said) {
    answer = said;
    probes.answers(List.of(), List.of(APP1));
    if (!later.isEmpty()) {
      later.remove().run();
    }
    probes.answers(List.of(), List.of(APP1));
  }

  private Ticker ticker() {
    return new Ticker() {
      @Override
      public long read() {
        return nanos;
      }
    };
  }

  @Test
  void shouldForgetTheAnswerOfAServerThatIsWellAgain() {
    probes.answers(List.of(APP1), List.of());
    later.remove().run();
    probes.answers(List.of(APP1), List.of());
    later.remove().run();
    probes.answers(List.of(), List.of());

    assertThat(probes.answers(List.of(APP1), List.of())).isEmpty();
  }

  @Test
  void shouldGiveEachOfManyItsTurn() {
    List<Server> many = IntStream.range(0, 80).mapToObj(i -> server("app" + i, "app")).toList();
    Set<String> turns = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      probes.answers(many, List.of());
      later.remove().run();
      turns.addAll(asked.get(i));
      assertThat(asked.get(i)).hasSize(32);
    }

    assertThat(turns).hasSize(80);
    for (int i = 0; i < 3; i++) {
      probes.answers(many, List.of());
      later.remove().run();
    }
    assertThat(probes.answers(many, List.of())).hasSize(80);
  }

  @Test
  void shouldTakeAProberThatBreaksForNoAnswer() {
    Probes broken =
        new Probes(
            servers -> {
              throw new IllegalStateException("no");
            },
            Runnable::run,
            ticker());

    assertThat(broken.answers(List.of(APP1), List.of())).isEmpty();
  }
}
