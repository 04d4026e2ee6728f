package io.restartmonkey.launcher.doctor;

import com.google.common.collect.Lists;
import io.restartmonkey.cluster.Counted;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.inventory.SshPorts;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.setting.MonitorKeys;
import io.restartmonkey.probe.SocketProber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks the SSH and the app of each running server as a monitor on this machine would. Where one
 * says nothing, the monitor cannot tell by it that a server or an app hangs.
 */
final class SshCheck {
  private static final int AT_ONCE = 32;
  private static final int MAX_SHOWN = 20;

  private SshCheck() {}

  static List<Finding> of(Settings settings, Path template, List<Server> live) {
    SshPorts ports =
        new SshPorts(InventoryTemplate.read(template), settings.get(MonitorKeys.SSH_PORT));
    SocketProber prober =
        new SocketProber(
            ports::of,
            settings.get(MonitorKeys.APP_PORT),
            Set.copyOf(settings.get(MonitorKeys.SERVICES)),
            SocketProber.DEFAULT_TIMEOUT);
    Map<String, ProbeAnswer> answers = new HashMap<>();
    Lists.partition(live, AT_ONCE).forEach(some -> answers.putAll(prober.probe(some)));
    List<Finding> findings = new ArrayList<>(silentSsh(live, ports, answers));
    findings.addAll(indirectSsh(live, ports));
    findings.addAll(silentApps(live, settings, answers));
    return findings.isEmpty()
        ? List.of(Finding.ok("monitor", "SSH and the app of every running server answer from here"))
        : findings;
  }

  private static List<Finding> silentSsh(
      List<Server> live, SshPorts ports, Map<String, ProbeAnswer> answers) {
    List<Server> silent =
        live.stream()
            .filter(server -> ports.of(server).isPresent())
            .filter(server -> !isHeard(answers, server, ProbeAnswer::ssh))
            .toList();
    List<Finding> findings = new ArrayList<>();
    silent.stream()
        .limit(MAX_SHOWN)
        .map(server -> silentSsh(server, ports.of(server).orElseThrow()))
        .forEach(findings::add);
    if (silent.size() > MAX_SHOWN) {
      findings.add(Finding.warn("monitor", "and %d more".formatted(silent.size() - MAX_SHOWN)));
    }
    return findings;
  }

  private static Finding silentSsh(Server server, int port) {
    return Finding.warn(
        "monitor",
        "SSH of %s does not answer at %s port %d from here, so the monitor cannot tell by it that the server hangs; open the way, or correct monitor.ssh_port, or ansible_port in the template"
            .formatted(server.name(), server.address(), port));
  }

  private static List<Finding> indirectSsh(List<Server> live, SshPorts ports) {
    List<Server> indirect = live.stream().filter(server -> ports.of(server).isEmpty()).toList();
    return indirect.isEmpty()
        ? List.of()
        : List.of(
            Finding.warn(
                "monitor",
                "by the template no direct SSH leads to %s (first: %s), as with a jump host, so the monitor cannot ask their SSH; it goes by their apps alone"
                    .formatted(Counted.of(indirect.size(), "server"), indirect.get(0).name())));
  }

  private static List<Finding> silentApps(
      List<Server> live, Settings settings, Map<String, ProbeAnswer> answers) {
    List<Server> silent =
        live.stream()
            .filter(
                server ->
                    !Collections.disjoint(server.groups(), settings.get(MonitorKeys.SERVICES)))
            .filter(server -> !isHeard(answers, server, ProbeAnswer::app))
            .toList();
    return silent.isEmpty()
        ? List.of()
        : List.of(
            Finding.warn(
                "monitor",
                "the apps of %s (first: %s at %s port %d) do not answer from here, so the monitor goes by their agents and SSH alone; correct monitor.app_port, or open the way"
                    .formatted(
                        Counted.of(silent.size(), "server"),
                        silent.get(0).name(),
                        silent.get(0).address(),
                        settings.get(MonitorKeys.APP_PORT))));
  }

  private static boolean isHeard(
      Map<String, ProbeAnswer> answers, Server server, Function<ProbeAnswer, Said> of) {
    ProbeAnswer answer = answers.get(server.name());
    return answer != null && Set.of(Said.SOMETHING, Said.HUNG_UP).contains(of.apply(answer));
  }
}
