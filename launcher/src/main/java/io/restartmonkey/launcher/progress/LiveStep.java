package io.restartmonkey.launcher.progress;

import io.restartmonkey.plan.Step;
import io.restartmonkey.playbook.PlaybookEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a running step is at. Not thread-safe. */
final class LiveStep {
  private static final int MAX_HOSTS = 8;

  private final Step step;
  private final long startNanos;
  private final Map<String, String> hosts = new LinkedHashMap<>();
  private String task = "starting Ansible";

  LiveStep(Step step, long startNanos) {
    this.step = step;
    this.startNanos = startNanos;
    step.targetNames().forEach(host -> hosts.put(host, task));
  }

  void take(PlaybookEvent event) {
    if (event instanceof PlaybookEvent.TaskStarted started) {
      task = started.task();
      hosts.replaceAll((host, at) -> at.startsWith("✗") ? at : task);
    } else if (event instanceof PlaybookEvent.HostOk ok) {
      hosts.replace(ok.host(), "✓ " + ok.task());
    } else if (event instanceof PlaybookEvent.HostFailed failed
        && !failed.ignored()
        && !failed.rescued()) {
      hosts.replace(failed.host(), "✗ " + failed.task());
    } else if (event instanceof PlaybookEvent.HostUnreachable lost) {
      hosts.replace(lost.host(), "✗ unreachable: " + lost.task());
    }
  }

  /** A line for the step, and one for each of its hosts, as far as they fit. */
  List<String> lines(long nowNanos) {
    Duration elapsed = Duration.ofNanos(nowNanos - startNanos);
    List<String> lines = new ArrayList<>();
    lines.add("%6s  %s".formatted(Elapsed.clock(elapsed), step.play()));
    hosts.entrySet().stream()
        .limit(MAX_HOSTS)
        .forEach(host -> lines.add("          " + host.getKey() + "  " + host.getValue()));
    if (hosts.size() > MAX_HOSTS) {
      lines.add("          and " + (hosts.size() - MAX_HOSTS) + " more");
    }
    return lines;
  }
}
