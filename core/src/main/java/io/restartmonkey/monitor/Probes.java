package io.restartmonkey.monitor;

import com.google.common.base.Ticker;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.spi.Prober;
import io.restartmonkey.spi.Sighting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks servers directly, away from the ticks: a dead server takes seconds to not answer.
 *
 * <ol>
 *   <li>One round at a time, begun in a tick of its own; of more servers than fit into a round,
 *       each gets its turn.
 *   <li>Silence counts only when a server was asked twice, in two rounds: who answered in one of
 *       them is not silent.
 *   <li>The silence of SSH, or of the app, counts only where it can be heard from here. So servers
 *       that are well are asked too, now and then, and {@link Reach} knows who answered.
 * </ol>
 *
 * <p>For one thread.
 */
final class Probes {
  private static final int MAX_AT_ONCE = 32;

  private final Prober prober;
  private final Executor worker;
  private final Reach ssh;
  private final Reach app;
  private final Map<String, ProbeAnswer> answers = new HashMap<>();
  private final Map<String, ProbeAnswer> askedOnce = new HashMap<>();
  private Optional<Round> round = Optional.empty();
  private int turn;

  /** Servers that are being asked. */
  private record Round(
      List<Server> odd, List<Server> well, CompletableFuture<Map<String, ProbeAnswer>> answers) {}

  Probes(Prober prober, Executor worker, Ticker ticker) {
    this.prober = prober;
    this.worker = worker;
    this.ssh = new Reach(ticker);
    this.app = new Reach(ticker);
  }

  /**
   * What the servers said that are odd now, as far as they have been asked since they are, and
   * begins to ask again.
   *
   * @param well servers that are surely well
   */
  Map<String, ProbeAnswer> answers(List<Server> odd, List<Server> well) {
    take(well);
    if (round.isEmpty()) {
      List<Server> some = next(odd);
      List<Server> unheard =
          Stream.concat(ssh.toAsk(well).stream(), app.toAsk(well).stream()).distinct().toList();
      if (!some.isEmpty() || !unheard.isEmpty()) {
        round = Optional.of(new Round(some, unheard, ask(some, unheard)));
        take(well);
      }
    }
    Set<String> names = odd.stream().map(Server::name).collect(Collectors.toSet());
    answers.keySet().retainAll(names);
    askedOnce.keySet().retainAll(names);
    return Map.copyOf(answers);
  }

  /** Takes over what the monitor before this one knew of who can be heard from here. */
  void recall(Sighting sighting) {
    ssh.recall(sighting.servers(), sighting.heard().ssh());
    app.recall(sighting.servers(), sighting.heard().app());
  }

  /** Who can be heard from here, as far as is known. */
  Sighting.Heard heard() {
    return new Sighting.Heard(ssh.heard(), app.heard());
  }

  private CompletableFuture<Map<String, ProbeAnswer>> ask(List<Server> odd, List<Server> well) {
    List<Server> all = Stream.concat(odd.stream(), well.stream()).toList();
    return CompletableFuture.supplyAsync(() -> prober.probe(all), worker)
        .exceptionally(problem -> Map.of());
  }

  private void take(Collection<Server> well) {
    Optional<Round> done = round.filter(asked -> asked.answers.isDone());
    if (done.isEmpty()) {
      return;
    }
    round = Optional.empty(); // Its answers are of then.
    Map<String, ProbeAnswer> said = done.get().answers.join();
    Set<Server> stillWell = new HashSet<>(well);
    for (Server server : done.get().well) {
      ProbeAnswer answer = said.get(server.name());
      if (answer != null && stillWell.contains(server)) {
        ssh.note(server, !answer.isSshSilent());
        app.note(server, answer.app() != Said.NOTHING);
      }
    }
    for (Server server : done.get().odd) {
      ProbeAnswer answer = said.get(server.name());
      if (answer != null) {
        note(server, asFarAsHeard(server, answer));
      }
    }
  }

  private ProbeAnswer asFarAsHeard(Server server, ProbeAnswer said) {
    ProbeAnswer answer = ssh.canBeHeard(server) ? said : said.withoutSshSilence();
    return app.canBeHeard(server) ? answer : answer.withoutAppSilence();
  }

  private void note(Server server, ProbeAnswer answer) {
    ProbeAnswer before = askedOnce.put(server.name(), answer);
    if (before != null) {
      answers.put(server.name(), before.or(answer));
    } else if (answer.isAlive() && !answer.isAppSilent() && !answer.isAppUnheard()) {
      answers.put(server.name(), answer);
    }
  }

  private List<Server> next(List<Server> odd) {
    if (odd.size() <= MAX_AT_ONCE) {
      return odd;
    }
    int from = turn % odd.size();
    turn = from + MAX_AT_ONCE;
    List<Server> next = new ArrayList<>(odd.subList(from, odd.size()));
    next.addAll(odd.subList(0, from));
    return List.copyOf(next.subList(0, MAX_AT_ONCE));
  }
}
