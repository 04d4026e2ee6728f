package io.restartmonkey.launcher.view;

import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.launcher.progress.OneLine;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A tick as lines for a terminal.
 *
 * @param tick the tick
 */
record TickText(Tick tick) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int MAX_SERVERS = 15;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s%s"
            .formatted(
                TIME.format(tick.at().atZone(ZoneId.systemDefault())),
                tick.snapshot().isPresent()
                    ? tick.counts().toString()
                    : "the cluster cannot be seen",
                tick.running().map(running -> "  » " + running).orElse("")));
    List<ServerState> servers = tick.snapshot().map(s -> s.servers()).orElse(List.of());
    List<ServerState> shown =
        servers.size() <= MAX_SERVERS
            ? servers
            : servers.stream().filter(this::isOdd).limit(MAX_SERVERS).toList();
    shown.forEach(state -> lines.add(line(state)));
    tick.decision().holds().forEach(hold -> lines.add("  " + hold));
    return lines.stream().map(OneLine::of).toList();
  }

  private boolean isOdd(ServerState state) {
    return !(tick.verdicts().get(state.server().name()) instanceof Verdict.Healthy);
  }

  private String line(ServerState state) {
    Verdict verdict = tick.verdicts().get(state.server().name());
    return "  %-16s %-10s %8s  %-10s %s"
        .formatted(
            state.server().name(),
            String.join(",", state.server().groups()),
            state.heartbeat().map(TickText::percent).orElse("-"),
            verdict == null ? "-" : verdict.word(),
            verdict == null ? "" : verdict.reason());
  }

  /** CPU of the whole server; "-" where its agent does not say how many CPUs that are. */
  private static String percent(Heartbeat beat) {
    return beat.load().isPresent()
        ? String.format(Locale.ROOT, "%.0f %%", beat.load().getAsDouble())
        : "-";
  }
}
