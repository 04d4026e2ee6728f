package io.restartmonkey.launcher.doctor;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.restartmonkey.Powers;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.launcher.config.MonitorSettings;
import io.restartmonkey.plan.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks whether what the monitor may do can be done by the providers of the servers. */
final class PowersCheck {
  private static final int MAX_NAMES = 5;

  private PowersCheck() {}

  static List<Finding> of(DoctorContext context, List<Server> servers) {
    Powers powers = new Powers(context.content(), context.runner());
    List<Remedy> wanted =
        new ArrayList<>(MonitorSettings.policy(context.settings()).guards().ladder());
    wanted.add(Remedy.ADD_SURGE);
    Map<String, List<String>> providers =
        servers.stream()
            .collect(groupingBy(Server::provider, TreeMap::new, mapping(Server::name, toList())));
    List<Finding> findings = new ArrayList<>();
    providers.forEach(
        (provider, names) -> {
          Map<Remedy, String> unable = powers.unable(provider);
          wanted.stream()
              .filter(unable::containsKey)
              .forEach(remedy -> findings.add(finding(remedy, names, unable)));
        });
    return findings;
  }

  private static Finding finding(Remedy remedy, List<String> names, Map<Remedy, String> unable) {
    String word = remedy.word();
    return Finding.warn(
        "provider",
        "the monitor leaves out %s for %s%s: %s; %s"
            .formatted(
                word,
                names.stream().limit(MAX_NAMES).collect(joining(", ")),
                names.size() > MAX_NAMES ? ", ..." : "",
                unable.get(remedy),
                remedy == Remedy.ADD_SURGE
                    ? "add the tasks, or the only server left of a service is not restarted"
                    : "add the tasks, or take " + word + " out of monitor.ladder"));
  }
}
