package io.restartmonkey.launcher.doctor;

import io.restartmonkey.AnsibleUnavailableException;
import io.restartmonkey.Content;
import io.restartmonkey.Stage;
import io.restartmonkey.ansible.PlaybookInspection.Unplayable;
import io.restartmonkey.ansible.PlaybookInspector;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.inventory.TemplateException;
import io.restartmonkey.plan.PlaybookException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks at template and playbooks: each is read, planned, and parsed by Ansible itself. */
final class ContentCheck {
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private ContentCheck() {}

  static List<Finding> of(Patient patient, boolean ansible) {
    Content content = patient.content();
    List<Finding> findings = new ArrayList<>();
    try {
      InventoryTemplate template = InventoryTemplate.read(content.template());
      findings.add(Finding.ok("template", content.template().toString()));
      Rehearsal rehearsal = new Rehearsal(patient, template);
      for (Stage stage : Stage.values()) {
        findings.addAll(playbook(patient, rehearsal, stage, ansible));
      }
    } catch (TemplateException e) {
      findings.add(Finding.fail("template", Codes.CONTENT, String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private static List<Finding> playbook(
      Patient patient, Rehearsal rehearsal, Stage stage, boolean ansible) {
    Path playbook = Objects.requireNonNull(patient.content().playbooks().get(stage));
    try {
      List<String> reasons = rehearsal.refusals(stage);
      if (!reasons.isEmpty()) {
        return reasons.stream()
            .map(reason -> Finding.fail("playbook", Codes.CONTENT, reason))
            .toList();
      }
      Optional<String> refused = ansible ? ansibleRefuses(patient, playbook) : Optional.empty();
      return List.of(
          refused
              .map(why -> Finding.fail("playbook", Codes.CONTENT, playbook + ": " + why))
              .orElseGet(() -> Finding.ok("playbook", playbook + ": order and syntax are right")));
    } catch (PlaybookException e) {
      return List.of(Finding.fail("playbook", Codes.CONTENT, String.valueOf(e.getMessage())));
    } catch (AnsibleUnavailableException e) {
      return List.of(Finding.fail("playbook", Codes.ANSIBLE, String.valueOf(e.getMessage())));
    }
  }

  /** The template is an inventory without hosts: all that a look at the syntax needs. */
  private static Optional<String> ansibleRefuses(Patient patient, Path playbook) {
    String inventory = patient.content().template().toString();
    return new PlaybookInspector(patient.ansible(), DEADLINE)
                .inspect(playbook, inventory, Optional.empty())
            instanceof Unplayable refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }
}
