package io.restartmonkey.launcher.doctor;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.AnsibleUnavailableException;
import io.restartmonkey.HostOutcome;
import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.Stage;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Logs in to each running server and becomes root there, by a real run of a tiny playbook, with the
 * same {@code ansible.cfg} and variables as any other run.
 */
final class ReachCheck {
  private static final String PLAYBOOK = "reach.yaml";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private ReachCheck() {}

  static List<Finding> of(Patient patient, List<Server> live) {
    Inventory inventory = InventoryTemplate.read(patient.content().template()).fill(live);
    List<String> targets = inventory.servers().stream().map(Server::name).toList();
    if (targets.isEmpty()) {
      return List.of(
          Finding.warn("servers", "none of the running servers has a group of the template"));
    }
    try {
      Path folder = Files.createTempDirectory("restart-monkey-").toRealPath();
      try {
        PlaybookRun run =
            new PlaybookRun(
                folder,
                playbook(patient, folder),
                inventory,
                targets,
                Optional.empty(),
                Map.of(),
                DEADLINE);
        return findings(patient.runner().run(run, event -> {}));
      } finally {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      return List.of(Finding.fail("servers", Codes.CONTENT, "no temporary folder: " + e));
    } catch (AnsibleUnavailableException e) {
      return List.of(Finding.fail("servers", Codes.ANSIBLE, String.valueOf(e.getMessage())));
    }
  }

  /** Puts the playbook into a folder where Ansible finds what it finds beside the real ones. */
  private static Path playbook(Patient patient, Path folder) throws IOException {
    Path real =
        Objects.requireNonNull(patient.content().playbooks().get(Stage.RESTART))
            .toAbsolutePath()
            .getParent();
    for (String name : List.of("ansible.cfg", "group_vars", "host_vars")) {
      Path beside = Objects.requireNonNull(real).resolve(name);
      if (Files.exists(beside)) {
        Files.createSymbolicLink(folder.resolve(name), beside);
      }
    }
    Path playbook = folder.resolve(PLAYBOOK);
    try (InputStream in = ReachCheck.class.getResourceAsStream(PLAYBOOK)) {
      Files.copy(Objects.requireNonNull(in, PLAYBOOK), playbook);
    }
    return playbook;
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
    hosts.forEach((name, host) -> findings.add(finding(name, host)));
    return findings;
  }

  private static Finding finding(String name, HostOutcome host) {
    return switch (host.state()) {
      case OK -> Finding.ok("servers", name + " lets us in, and become root");
      case UNREACHABLE ->
          fail(
              name,
              "cannot be reached by SSH",
              host,
              "check that it runs, the key, and known_hosts");
      case FAILED ->
          fail(name, "does not let us become root", host, "allow sudo without a password there");
      case NOT_ATTEMPTED -> fail(name, "was not tried", host, "see the lines above");
    };
  }

  private static Finding fail(String name, String what, HostOutcome host, String cure) {
    String why = host.message().isEmpty() ? "" : ": " + host.message();
    return Finding.fail("servers", Codes.SERVER, "%s %s%s; %s".formatted(name, what, why, cure));
  }
}
