package io.restartmonkey.internal.decision;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.HealthPolicy;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.health.Verdict.Suspect.Doubt;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches the heartbeats of all servers.
 *
 * <ol>
 *   <li>{@link #observe}: a server is silent while its newest heartbeat does not change. Silence is
 *       counted on our monotonic clock, at most two intervals for each look, over at least three
 *       looks; no clock of a server or of Redis is compared with ours.
 *   <li>Between the two, the caller asks the servers of {@link #toProbe} directly, twice.
 *   <li>{@link #conclude}: silent, and nobody at the server answered = hung, if it was ever heard
 *       of; silent, but somebody answers = its agent is dead, or its app hangs; its agent says for
 *       long that the app is down, and the app does not answer, or never does from here = hung app.
 *       Where SSH or the app cannot be heard from here, its silence says nothing.
 *   <li>Overloaded: busy in {@code needed} of the last {@code samples} heartbeats; after that it is
 *       suspect until calm in as many. But while at least half of its peers are not known to be
 *       calm (calm in half as many heartbeats, and busy in fewer), it is load, which does not reach
 *       all of them in the same moment. A server that was cured, booted or registered lately is not
 *       judged by its CPU, nor is one whose agent does not say how many CPUs it may use.
 * </ol>
 *
 * <p>For one thread.
 */
public final class HealthWatch {
  private record Watched(Server server, History history) {

    /** What is known of it after a treatment, of itself or of a server that shares these groups. */
    Watched after(boolean own, Set<String> shared) {
      if (own) {
        return new Watched(server, History.NONE);
      }
      return Collections.disjoint(server.groups(), shared)
          ? this
          : new Watched(server, history.withoutLoad());
    }
  }

  private final HealthPolicy policy;
  private final Set<String> services;
  private final String high;
  private Map<String, Watched> watched = new LinkedHashMap<>();
  private @Nullable Long lastLook;

  /** Since when an app answers although its agent says that it is down. */
  private final Map<String, Long> answersSince = new HashMap<>();

  /**
   * A watch that knows nothing yet.
   *
   * @param services groups whose members are each other's peers
   */
  public HealthWatch(HealthPolicy policy, Set<String> services) {
    this.policy = policy;
    this.services = Set.copyOf(services);
    this.high = "CPU at %.0f %%".formatted(policy.cpuHigh());
  }

  /**
   * Takes a look at the cluster.
   *
   * @param nanos the monotonic clock now
   */
  public void observe(ClusterSnapshot snapshot, long nanos) {
    long passed =
        lastLook == null ? 0 : Math.min(nanos - lastLook, 2 * policy.interval().toNanos());
    lastLook = nanos;
    Map<String, Watched> next = Maps.newLinkedHashMapWithExpectedSize(snapshot.servers().size());
    for (ServerState state : snapshot.servers()) {
      String name = state.server().name();
      Watched before = watched.get(name);
      History history = before == null ? History.NONE : before.history;
      History after = history.after(state.heartbeat(), passed, policy);
      next.put(
          name,
          new Watched(
              state.server(), isNew(state.server(), snapshot) ? after.withoutLoad() : after));
    }
    watched = next;
  }

  /** A server that was made a moment ago warms up. */
  private boolean isNew(Server server, ClusterSnapshot snapshot) {
    Duration age = Duration.between(server.registered(), snapshot.observedAt());
    return !age.isNegative() && age.compareTo(policy.cpuGrace()) < 0;
  }

  /** Does not judge servers by their CPU so far: they were cured a moment ago, by whomever. */
  public void excuse(Set<String> cured) {
    cured.forEach(
        name ->
            watched.computeIfPresent(
                name, (key, w) -> new Watched(w.server, w.history.withoutLoad())));
  }

  /** The servers that are heard of well, as far as was seen. */
  public List<Server> heardWell() {
    return watched.values().stream()
        .filter(w -> w.history.trusted() && !w.history.isQuiet(policy) && !w.history.isDown())
        .map(Watched::server)
        .toList();
  }

  /** The servers that must be asked directly before more is thought of them. */
  public List<Server> toProbe() {
    return watched.values().stream()
        .filter(w -> w.history.isSilent(policy) || w.history.isAppDown(policy))
        .map(Watched::server)
        .toList();
  }

  /**
   * What is thought of each server, by name, in the order of the snapshot.
   *
   * @param answers what those that were asked said; one that was not asked is only suspect
   */
  public Map<String, Verdict> conclude(Map<String, ProbeAnswer> answers) {
    noteWhoAnswers(answers);
    PeerLoad peers = peerLoad();
    Map<String, Verdict> verdicts = Maps.newLinkedHashMapWithExpectedSize(watched.size());
    watched.forEach(
        (name, w) -> verdicts.put(name, verdict(w.server, w.history, answers.get(name), peers)));
    return verdicts;
  }

  /**
   * Begins anew with a server that was treated: what was before does not count any more. Nor does
   * the load of its peers, which did its work meanwhile.
   */
  public void forget(String server) {
    Watched treated = watched.get(server);
    if (treated != null) {
      Set<String> shared = Sets.intersection(treated.server.groups(), services);
      watched.replaceAll((name, w) -> w.after(name.equals(server), shared));
    }
  }

  /**
   * Begins anew with counting silence, after a time in which nothing could be seen. Else a server
   * that was silent before would be hung while it cannot be seen yet that by now all are silent.
   */
  public void forgetSilence() {
    watched.replaceAll((name, w) -> new Watched(w.server, w.history.withoutSilence()));
  }

  private void noteWhoAnswers(Map<String, ProbeAnswer> answers) {
    answersSince.keySet().removeIf(name -> !isAppDown(name) || !doesAppAnswer(answers.get(name)));
    answers.forEach(
        (name, answer) -> {
          if (doesAppAnswer(answer) && isAppDown(name)) {
            answersSince.putIfAbsent(name, requireNonNull(lastLook));
          }
        });
  }

  private static boolean doesAppAnswer(@Nullable ProbeAnswer answer) {
    return answer != null && answer.doesAppAnswer();
  }

  private boolean isAppDown(String name) {
    Watched one = watched.get(name);
    return one != null && one.history.isAppDown(policy);
  }

  /** Its agent may not have noticed yet that it is up again. */
  private boolean hasAnsweredForLong(Server server) {
    Long since = answersSince.get(server.name());
    return since != null && requireNonNull(lastLook) - since >= policy.appDownAfter().toNanos();
  }

  private Verdict verdict(
      Server server, History history, @Nullable ProbeAnswer answer, PeerLoad peers) {
    if (history.isSilent(policy)) {
      return ofSilent(history, answer);
    } else if (history.isAppDown(policy)) {
      return ofAppDown(server, history, answer);
    } else if (history.isDown()) {
      return new Verdict.Suspect(Doubt.APP_DOWN, "its agent says that the app is down");
    } else if (history.isQuiet(policy)) {
      return new Verdict.Suspect(Doubt.SILENT, silence(history));
    } else if (!history.trusted()) {
      return new Verdict.Suspect(
          history.id().isEmpty() ? Doubt.SILENT : Doubt.RECOVERING,
          history.goodBeats() + " of " + policy.recovery() + " good heartbeats so far");
    } else if (history.overloaded()) {
      return history.busyBeats() >= policy.needed()
          ? ofOverloaded(server, history, peers)
          : new Verdict.Suspect(Doubt.RECOVERING, "its CPU was high, and is not calm yet");
    }
    return new Verdict.Healthy();
  }

  private static Verdict ofSilent(History history, @Nullable ProbeAnswer answer) {
    String silence = silence(history);
    if (answer == null) {
      return new Verdict.Suspect(Doubt.SILENT, silence + "; not yet asked directly, twice");
    } else if (answer.isUnknown()) {
      return new Verdict.Suspect(
          Doubt.NOT_ASKED, silence + ", and nobody there can be asked from here");
    } else if (!answer.isAlive() && history.id().isEmpty()) {
      return new Verdict.Suspect(
          Doubt.NEVER_HEARD, "it was never heard of, and nobody there answers");
    } else if (!answer.isAlive() && answer.isSshSilent()) {
      return new Verdict.Hung(
          Verdict.Hung.Cause.SERVER, silence + ", and nobody there answers, asked twice");
    } else if (answer.isAppSilent()) {
      return new Verdict.Hung(
          Verdict.Hung.Cause.APP,
          silence
              + (answer.isAlive()
                  ? "; somebody there answers, the app does not"
                  : "; the app does not answer, and SSH cannot be asked from here"));
    }
    return new Verdict.AgentDead(
        silence
            + (answer.isSshSilent()
                ? ", but the app answers, though SSH does not"
                : ", but the server answers"));
  }

  private Verdict ofAppDown(Server server, History history, @Nullable ProbeAnswer answer) {
    String down = "its agent has said for " + s(history.downNanos()) + " s that the app is down";
    if (answer != null && (answer.isAppSilent() || answer.isAppUnheard())) {
      return new Verdict.Hung(
          Verdict.Hung.Cause.APP,
          down
              + (answer.isAppUnheard()
                  ? ", and the app cannot be heard from here"
                  : ", and the app does not answer"));
    }
    return !doesAppAnswer(answer)
        ? new Verdict.Suspect(Doubt.APP_DOWN, down)
        : new Verdict.Suspect(
            hasAnsweredForLong(server) ? Doubt.APP_ILL : Doubt.APP_DOWN, down + ", but it answers");
  }

  private Verdict ofOverloaded(Server server, History history, PeerLoad peers) {
    String busy =
        high + " or more in " + history.busyBeats() + " of " + policy.samples() + " heartbeats";
    return peers
        .shared(server)
        .<Verdict>map(load -> new Verdict.Suspect(Doubt.LOAD, busy + ", but " + load))
        .orElseGet(() -> new Verdict.Overloaded(busy));
  }

  private PeerLoad peerLoad() {
    PeerLoad peers = new PeerLoad(services);
    for (Watched one : watched.values()) {
      if (!one.history.isSilent(policy)) {
        peers.count(one.server, one.history.isKnownCalm(policy));
      }
    }
    return peers;
  }

  private static String silence(History history) {
    return "no heartbeat for " + s(history.silentNanos()) + " s";
  }

  private static long s(long nanos) {
    return nanos / 1_000_000_000;
  }
}
