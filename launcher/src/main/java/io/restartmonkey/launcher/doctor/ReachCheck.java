package io.restartmonkey.launcher.doctor;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.plan.AccessCheck;
import io.restartmonkey.plan.PlaybookException;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.run.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Logs in to each running server, and tries what the plays need there. */
final class ReachCheck {
  private ReachCheck() {}

  static List<Finding> of(DoctorContext context, List<Server> live) {
    Inventory inventory = InventoryTemplate.read(context.content().template()).fill(live);
    if (inventory.servers().isEmpty()) {
      return List.of(
          Finding.warn("servers", "none of the running servers has a group of the template"));
    }
    try {
      return findings(
          context.runner().reach(inventory, folder(context), Map.of(), needs(context, inventory)));
    } catch (PlaybookException e) {
      return List.of(Finding.fail("servers", Codes.CONTENT, String.valueOf(e.getMessage())));
    } catch (AnsibleUnavailableException e) {
      return List.of(Finding.fail("servers", Codes.ANSIBLE, String.valueOf(e.getMessage())));
    }
  }

  private static Path folder(DoctorContext context) {
    Path playbook = context.content().playbooks().get(Stage.RESTART);
    return Objects.requireNonNull(Objects.requireNonNull(playbook).toAbsolutePath().getParent());
  }

  private static Map<Path, String> needs(DoctorContext context, Inventory inventory) {
    List<String> delegates =
        context.content().delegates().stream()
            .filter(group -> !inventory.named(group).orElse(List.of()).isEmpty())
            .toList();
    List<Path> playbooks = Stream.of(Stage.values()).map(context.content()::playbook).toList();
    return AccessCheck.playbooks(folder(context), playbooks, delegates);
  }

  private static List<Finding> findings(PlaybookOutcome outcome) {
    Map<String, HostOutcome> hosts = Map.of();
    if (outcome instanceof PlaybookOutcome.Succeeded done) {
      hosts = done.hosts();
    } else if (outcome instanceof PlaybookOutcome.Failed failed) {
      hosts = failed.hosts();
    } else if (outcome instanceof PlaybookOutcome.CutOff cut) {
      hosts = cut.hosts();
    }
    if (hosts.isEmpty()) {
      return List.of(Finding.fail("servers", Codes.SERVER, outcome.summary()));
    }
    List<Finding> findings = new ArrayList<>();
    if (outcome instanceof PlaybookOutcome.CutOff) {
      findings.add(Finding.fail("servers", Codes.SERVER, outcome.summary()));
    }
    hosts.forEach((name, host) -> findings.add(finding(name, host)));
    return findings;
  }

  private static Finding finding(String name, HostOutcome host) {
    return switch (host.state()) {
      case OK ->
          host.message().isEmpty()
              ? Finding.ok(
                  "servers",
                  name + " lets us in, and has what the plays need: whom they become, Python")
              : Finding.warn("servers", name + " was not tried in full: " + host.message());
      case UNREACHABLE ->
          fail(
              name,
              "cannot be reached by SSH",
              host,
              "check that it runs, the key, and known_hosts");
      case FAILED -> fail(name, "lacks what the plays need", host, "mend sudo or Python there");
      case NOT_ATTEMPTED -> fail(name, "was not tried", host, "see the lines above");
    };
  }

  private static Finding fail(String name, String what, HostOutcome host, String cure) {
    String why = host.message().isEmpty() ? "" : ": " + host.message();
    return Finding.fail("servers", Codes.SERVER, "%s %s%s; %s".formatted(name, what, why, cure));
  }
}
