package io.restartmonkey;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.ProbeAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks servers directly, away from the ticks: a dead server takes seconds to not answer. One round
 * at a time; of more servers than fit into a round, each gets its turn. For one thread.
 */
final class Probes {
  private static final int MOST_AT_ONCE = 32;
  private static final CompletableFuture<Map<String, ProbeAnswer>> NOTHING =
      CompletableFuture.completedFuture(Map.of());

  private final Prober prober;
  private final Executor worker;
  private final Map<String, ProbeAnswer> answers = new HashMap<>();
  private CompletableFuture<Map<String, ProbeAnswer>> round = NOTHING;
  private int turn;

  Probes(Prober prober, Executor worker) {
    this.prober = prober;
    this.worker = worker;
  }

  /**
   * What the servers said that are odd now, as far as they have been asked since they are, and
   * begins to ask again.
   */
  Map<String, ProbeAnswer> answers(List<Server> odd) {
    take();
    if (round.isDone() && !odd.isEmpty()) {
      List<Server> some = next(odd);
      round =
          CompletableFuture.supplyAsync(() -> prober.probe(some), worker)
              .exceptionally(problem -> Map.of());
      take();
    }
    answers.keySet().retainAll(odd.stream().map(Server::name).collect(Collectors.toSet()));
    return Map.copyOf(answers);
  }

  private void take() {
    if (round.isDone()) {
      answers.putAll(round.join());
      round = NOTHING; // Its answers are of then.
    }
  }

  private List<Server> next(List<Server> odd) {
    if (odd.size() <= MOST_AT_ONCE) {
      return odd;
    }
    int from = turn % odd.size();
    turn = from + MOST_AT_ONCE;
    return Stream.concat(odd.stream().skip(from), odd.stream().limit(from))
        .limit(MOST_AT_ONCE)
        .toList();
  }
}
