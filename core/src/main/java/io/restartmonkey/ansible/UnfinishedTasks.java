package io.restartmonkey.ansible;

import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.playbook.PlaybookEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which hosts have begun a task and not ended it. */
final class UnfinishedTasks {
  private static final int MAX_HOSTS = 8;
  private static final int MAX_TASKS = 3;

  private final Map<String, String> taskOf = new TreeMap<>();

  void take(PlaybookEvent event) {
    if (event instanceof PlaybookEvent.HostStarted started) {
      taskOf.put(started.host(), started.task());
    } else if (event instanceof PlaybookEvent.HostOk ok) {
      taskOf.remove(ok.host());
    } else if (event instanceof PlaybookEvent.HostFailed failed) {
      taskOf.remove(failed.host());
    } else if (event instanceof PlaybookEvent.HostUnreachable lost) {
      taskOf.remove(lost.host());
    }
  }

  /** In one line: {@code app1, app2 in task 'Restart app'}; empty if there is none. */
  @Override
  public String toString() {
    Map<String, List<String>> hostsOf =
        taskOf.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    host -> taskOf.getOrDefault(host, ""),
                    LinkedHashMap::new,
                    Collectors.toList()));
    String shown =
        hostsOf.entrySet().stream()
            .limit(MAX_TASKS)
            .map(task -> "%s in task '%s'".formatted(named(task.getValue()), task.getKey()))
            .collect(Collectors.joining("; "));
    int left = hostsOf.size() - MAX_TASKS;
    return ForeignText.oneLine(left > 0 ? shown + "; and others in " + left + " more" : shown);
  }

  private static String named(List<String> hosts) {
    int left = hosts.size() - MAX_HOSTS;
    String shown = hosts.stream().limit(MAX_HOSTS).collect(Collectors.joining(", "));
    return left > 0 ? shown + ", " + left + " more" : shown;
  }
}
