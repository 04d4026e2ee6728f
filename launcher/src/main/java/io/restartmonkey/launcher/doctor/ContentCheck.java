package io.restartmonkey.launcher.doctor;

import io.restartmonkey.ansible.AnsiblePlaybookRunner;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.inventory.TemplateException;
import io.restartmonkey.plan.PlaybookException;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks at template and playbooks: each is read, planned, and parsed by Ansible itself. */
final class ContentCheck {

  private ContentCheck() {}

  static List<Finding> of(DoctorContext context, boolean ansible) {
    Content content = context.content();
    List<Finding> findings = new ArrayList<>();
    try {
      InventoryTemplate template = InventoryTemplate.read(content.template());
      findings.add(Finding.ok("template", content.template().toString()));
      Rehearsal rehearsal = new Rehearsal(context, template);
      for (Stage stage : Stage.values()) {
        findings.addAll(playbook(context, template, rehearsal, stage, ansible));
      }
    } catch (TemplateException e) {
      findings.add(Finding.fail("template", Codes.CONTENT, String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private static List<Finding> playbook(
      DoctorContext context,
      InventoryTemplate template,
      Rehearsal rehearsal,
      Stage stage,
      boolean ansible) {
    Path playbook = Objects.requireNonNull(context.content().playbooks().get(stage));
    try {
      List<String> reasons = rehearsal.refusals(stage);
      if (!reasons.isEmpty()) {
        return reasons.stream()
            .map(reason -> Finding.fail("playbook", Codes.CONTENT, reason))
            .toList();
      }
      Optional<String> refused =
          ansible ? ansibleRefuses(context, template, playbook) : Optional.empty();
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

  /** As a run asks it; an inventory without hosts is all that a look at the syntax needs. */
  private static Optional<String> ansibleRefuses(
      DoctorContext context, InventoryTemplate template, Path playbook) {
    try (AnsiblePlaybookRunner runner = new AnsiblePlaybookRunner(context.ansible())) {
      return runner.refusals(template.fill(List.of()), List.of(playbook)).stream().findFirst();
    }
  }
}
