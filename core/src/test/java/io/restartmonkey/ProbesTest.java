package io.restartmonkey;

import static io.restartmonkey.fake.Servers.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.ProbeAnswer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private static final Server APP1 = server("app1", "app");

  private final Queue<Runnable> later = new ArrayDeque<>();
  private final List<List<String>> asked = new ArrayList<>();
  private ProbeAnswer answer = ProbeAnswer.ALL_SILENT;

  private final Probes probes =
      new Probes(
          servers -> {
            asked.add(servers.stream().map(Server::name).toList());
            return servers.stream().collect(Collectors.toMap(Server::name, s -> answer));
          },
          later::add);

  @Test
  void shouldNotWaitForAnswersAndAskOneRoundAtATime() {
    assertThat(probes.answers(List.of(APP1))).isEmpty();
    assertThat(probes.answers(List.of(APP1))).isEmpty();
    assertThat(later).hasSize(1);

    later.remove().run();

    assertThat(probes.answers(List.of(APP1))).containsExactly(Map.entry("app1", answer));
    assertThat(later).hasSize(1);
  }

  @Test
  void shouldForgetTheAnswerOfAServerThatIsWellAgain() {
    probes.answers(List.of(APP1));
    later.remove().run();
    probes.answers(List.of(APP1));
    later.remove().run();
    probes.answers(List.of());

    assertThat(probes.answers(List.of(APP1))).isEmpty();
  }

  @Test
  void shouldGiveEachOfManyItsTurn() {
    List<Server> many = IntStream.range(0, 80).mapToObj(i -> server("app" + i, "app")).toList();
    Set<String> turns = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      probes.answers(many);
      later.remove().run();
      turns.addAll(asked.get(i));
      assertThat(asked.get(i)).hasSize(32);
    }

    assertThat(turns).hasSize(80);
    assertThat(probes.answers(many)).hasSize(80);
  }

  @Test
  void shouldTakeAProberThatBreaksForNoAnswer() {
    Probes broken =
        new Probes(
            servers -> {
              throw new IllegalStateException("no");
            },
            Runnable::run);

    assertThat(broken.answers(List.of(APP1))).isEmpty();
  }
}
