package io.restartmonkey.fake;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.ProxiedServer.Traffic;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.spi.TrafficReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One proxy that says what a test wants it to say, at once or when it is let. For one thread. */
public final class ScriptedProxies implements TrafficReader {
  private static final String PROXY = "proxy1";

  private final Map<String, ProxiedServer> servers = new TreeMap<>();
  private final List<CompletableFuture<TrafficReport>> waiting = new ArrayList<>();
  private Optional<String> problem = Optional.empty();
  private boolean answers = true;
  private int asked;
  private int ended;

  @Override
  public Reading read(ClusterSnapshot snapshot) {
    asked++;
    CompletableFuture<TrafficReport> report = new CompletableFuture<>();
    waiting.add(report);
    if (answers) {
      answer();
    }
    return new Reading(
        report,
        () -> {
          ended++;
          report.complete(TrafficReport.failed("it was ended"));
        });
  }

  /** What a server gets now, and after a reload. */
  public void says(Server server, Traffic now, Traffic afterReload) {
    servers.put(
        server.name(),
        new ProxiedServer(
            server.groups().first(), server.name(), server.address(), now, afterReload));
  }

  /** From now on no proxy can be asked. */
  public void fails(String why) {
    problem = Optional.of(why);
  }

  /** From now on an answer comes with {@link #answer} only. */
  public void isSlow() {
    answers = false;
  }

  /** What was asked is answered. */
  public void answer() {
    TrafficReport report =
        problem
            .map(TrafficReport::failed)
            .orElseGet(
                () ->
                    new TrafficReport(
                        Map.of(PROXY, List.copyOf(servers.values())), Optional.empty()));
    waiting.forEach(question -> question.complete(report));
    waiting.clear();
  }

  /** How often it was asked. */
  public int asked() {
    return asked;
  }

  /** How many questions were ended. */
  public int ended() {
    return ended;
  }
}
