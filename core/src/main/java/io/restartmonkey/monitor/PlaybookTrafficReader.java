package io.restartmonkey.monitor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.ProxiedServer;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.TrafficReport;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.Play;
import io.restartmonkey.plan.PlayNumber;
import io.restartmonkey.plan.Playbook;
import io.restartmonkey.plan.PlaybookReader;
import io.restartmonkey.playbook.OnePlay;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.RunHandle;
import io.restartmonkey.run.Content;
import io.restartmonkey.spi.TrafficReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers of group {@code proxy} by {@code traffic-report.yaml}, which changes nothing.
 */
public final class PlaybookTrafficReader implements TrafficReader {
  /** Some logins to servers that do not answer. */
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final PlaybookRunner runner;
  private final Content content;
  private final Supplier<Path> folder;

  /**
   * @param runner runs it, beside treatments
   * @param content has the playbook
   * @param folder gives an empty folder for each run
   */
  public PlaybookTrafficReader(PlaybookRunner runner, Content content, Supplier<Path> folder) {
    this.runner = runner;
    this.content = content;
    this.folder = folder;
  }

  @Override
  public Reading read(ClusterSnapshot snapshot) {
    try {
      Inventory registered = InventoryTemplate.read(content.template()).fill(snapshot.registered());
      List<Server> proxies = registered.named(ContentContract.PROXY_GROUP).orElse(List.of());
      return proxies.isEmpty() ? NONE.read(snapshot) : ask(registered.only(proxies), proxies);
    } catch (RuntimeException e) {
      return new Reading(CompletableFuture.completedFuture(failed(e)), () -> {});
    }
  }

  private Reading ask(Inventory inventory, List<Server> proxies) {
    Map<String, List<ProxiedServer>> seen = new ConcurrentHashMap<>();
    Path playbook = content.treatments().resolve(Playbooks.TRAFFIC_REPORT);
    RunHandle run =
        runner.begin(
            new PlaybookRun(
                folder.get(),
                playbook,
                inventory,
                proxies.stream().map(Server::name).toList(),
                Optional.of(report(playbook)),
                Map.of(),
                DEADLINE),
            event -> {
              if (event instanceof PlaybookEvent.TrafficSeen traffic) {
                seen.put(traffic.host(), traffic.servers());
              }
            });
    return new Reading(
        run.outcome().handle((outcome, problem) -> report(seen, outcome, problem)), run.end());
  }

  /** The first play that is not for bare runs. */
  private static OnePlay report(Path file) {
    Playbook playbook = PlaybookReader.read(file);
    Play play =
        playbook.ordered().stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(file + ": has no play to run"));
    PlayNumber number = playbook.numberOf(play);
    return new OnePlay(number.number(), number.of(), play.name(), play.hosts());
  }

  private static TrafficReport report(
      Map<String, List<ProxiedServer>> seen,
      @Nullable PlaybookOutcome outcome,
      @Nullable Throwable problem) {
    if (outcome == null) {
      return failed(problem);
    }
    return new TrafficReport(
        seen, outcome.isSuccess() ? Optional.empty() : Optional.of(outcome.summary()));
  }

  private static TrafficReport failed(@Nullable Throwable problem) {
    return TrafficReport.failed(
        problem == null ? "it broke" : String.valueOf(problem.getMessage()));
  }
}
