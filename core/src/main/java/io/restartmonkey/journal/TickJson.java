package io.restartmonkey.journal;

import io.restartmonkey.cluster.ServerState;
import io.restartmonkey.health.Tick;
import io.restartmonkey.health.Verdict;
import io.restartmonkey.plan.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of a tick. */
public final class TickJson {
  /** In a larger fleet only the servers are listed that are not healthy. */
  private static final int MAX_LISTED = 200;

  /** Of these no more are listed. */
  private static final int MAX_ODD = 1000;

  private static final int VERSION = 1;

  private TickJson() {}

  /** The tick as readable JSON. */
  public static String write(Tick tick) {
    return Json.pretty(tree(tick, true));
  }

  /** The tick as one line of JSON, without the single servers. */
  public static String line(String cluster, Tick tick) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("cluster", cluster);
    line.putAll(tree(tick, false));
    return Json.line(line).strip();
  }

  private static Map<String, Object> tree(Tick tick, boolean servers) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("v", VERSION);
    tree.put("at", tick.at().toString());
    tree.put("seen", tick.snapshot().isPresent());
    tree.put("verdicts", tick.counts());
    tick.decision().action().map(Action::toString).ifPresent(action -> tree.put("action", action));
    tick.running().ifPresent(running -> tree.put("running", running));
    tree.put("holds", tick.decision().holds());
    List<Map<String, Object>> conditions = new ArrayList<>();
    tick.decision()
        .conditions()
        .forEach(c -> conditions.add(Map.of("key", c.key(), "text", c.text())));
    tree.put("conditions", conditions);
    if (servers) {
      tree.put("servers", servers(tick));
    }
    return tree;
  }

  private static List<Map<String, Object>> servers(Tick tick) {
    List<Map<String, Object>> lines = new ArrayList<>();
    boolean all = tick.verdicts().size() <= MAX_LISTED;
    tick.snapshot().map(s -> s.servers()).orElse(List.of()).stream()
        .filter(state -> all || !isHealthy(tick, state))
        .limit(MAX_ODD)
        .forEach(state -> lines.add(server(tick, state)));
    return lines;
  }

  private static boolean isHealthy(Tick tick, ServerState state) {
    return tick.verdicts().get(state.server().name()) instanceof Verdict.Healthy;
  }

  private static Map<String, Object> server(Tick tick, ServerState state) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", state.server().name());
    line.put("groups", state.server().groups());
    state.heartbeat().ifPresent(beat -> beat.load().ifPresent(load -> line.put("cpu", load)));
    state.heartbeat().ifPresent(beat -> line.put("app", beat.app()));
    Verdict verdict = tick.verdicts().get(state.server().name());
    if (verdict != null) {
      line.put("verdict", verdict.word());
      line.put("reason", verdict.reason());
    }
    return line;
  }
}
