package io.restartmonkey.launcher.doctor;

import com.google.common.collect.ImmutableSortedSet;
import io.restartmonkey.RestartMonkey;
import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.RunLease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Plans on a made-up cluster with one running server in each group of the template, so that what is
 * refused is wrong in the playbooks and not in the cluster.
 */
final class Rehearsal {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String BOOT = "00000000-0000-0000-0000-000000000000";

  private final RestartMonkey monkey;

  Rehearsal(DoctorContext context, InventoryTemplate template) {
    List<ServerState> servers = new ArrayList<>();
    template.groups().stream()
        .filter(group -> !group.equals("all") && !group.equals("ungrouped"))
        .forEach(group -> servers.add(server("s" + servers.size(), group)));
    ClusterSnapshot cluster =
        new ClusterSnapshot(context.settings().get(GeneralKeys.CLUSTER), NOW, servers, List.of());
    this.monkey =
        RestartMonkey.builder()
            .source(() -> cluster)
            .content(context.content())
            .runner(context.runner())
            .journals(context.runs())
            .lease(new NoLease())
            .isLocal(server -> false)
            .build();
  }

  /** What is wrong with the playbook of a stage. */
  List<String> refusals(Stage stage) {
    return monkey.plan(RestartRequest.of(stage)) instanceof Planning.Refused refused
        ? refused.reasons().stream()
            .filter(reason -> reason.kind() == Refusal.Kind.CONTENT)
            .map(Refusal::message)
            .toList()
        : List.of();
  }

  private static ServerState server(String name, String group) {
    Server server =
        new Server(name, name + ".invalid", ImmutableSortedSet.of(group), "nobody", NOW);
    return new ServerState(
        server,
        Optional.of(new Heartbeat(NOW.toEpochMilli() + "-0", 0, OptionalDouble.of(1), BOOT, "-")));
  }

  /** Planning takes no lease. */
  private static final class NoLease implements RunLease {
    @Override
    public Grant hold(String runId) {
      return new Grant.Unknown("this is a rehearsal");
    }

    @Override
    public Grant renew(String runId, long token) {
      return hold(runId);
    }

    @Override
    public Optional<String> holder() {
      return Optional.empty();
    }

    @Override
    public void release(String runId) {}
  }
}
