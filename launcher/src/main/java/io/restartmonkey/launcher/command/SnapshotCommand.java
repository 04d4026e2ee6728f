package io.restartmonkey.launcher.command;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.journal.SnapshotJson;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.view.Table;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the cluster's state. */
@Command(
    name = "snapshot",
    description =
        "Print the state of the cluster that Redis has now; other commands read it with --state.")
final class SnapshotCommand extends Subcommand {
  @Mixin private OutputOption output = new OutputOption(Output.json);

  @Override
  public Integer call() {
    Session session = root().session();
    ClusterSnapshot all = session.source(Optional.empty()).read();
    ClusterSnapshot snapshot = session.believed(all);
    if (output.isJson()) {
      console().out().print(SnapshotJson.write(all));
    } else {
      lines(snapshot, session.settings().get(GeneralKeys.FRESHNESS))
          .forEach(console().out()::println);
    }
    snapshot
        .refused()
        .forEach(record -> console().say("refused " + record.record() + ": " + record.reason()));
    return Exit.DONE;
  }

  private static List<String> lines(ClusterSnapshot snapshot, Duration freshness) {
    Table table = new Table();
    for (ServerState state : snapshot.servers()) {
      Server server = state.server();
      boolean live = state.isLive(snapshot.observedAt(), freshness);
      table.row(
          server.name(),
          server.address(),
          String.join(",", server.groups()),
          state.heartbeat().map(SnapshotCommand::cpu).orElse("-"),
          live ? "running" : "not running: " + state.whyNotLive(snapshot.observedAt()));
    }
    return table.lines();
  }

  private static String cpu(Heartbeat beat) {
    return beat.load().isPresent()
        ? String.format(
            Locale.ROOT,
            "cpu %.1f %% of %s",
            beat.load().getAsDouble(),
            BigDecimal.valueOf(beat.cpus().getAsDouble()).stripTrailingZeros().toPlainString())
        : "cpu " + beat.cpu() + " % of one";
  }
}
