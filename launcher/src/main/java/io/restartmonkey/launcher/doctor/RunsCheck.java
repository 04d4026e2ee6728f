package io.restartmonkey.launcher.doctor;

import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.term.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the run folders, and at what earlier runs left behind. */
final class RunsCheck {
  private RunsCheck() {}

  static List<Finding> of(DoctorContext context) {
    RunFolders runs = context.runs();
    List<Finding> findings = new ArrayList<>();
    findings.add(writable(runs.folder()));
    try {
      unfinished(runs).ifPresent(findings::add);
    } catch (RunFolderException e) {
      findings.add(Finding.warn("runs", String.valueOf(e.getMessage())));
    }
    List<OrphanRun> leftovers = context.runner().leftovers(runs.folder());
    leftovers.forEach(
        left ->
            findings.add(
                Finding.warn(
                    "leftovers",
                    left
                        + "; wait for its end, or end it and continue with: "
                        + Command.RESUME.with(left.runId()))));
    if (leftovers.isEmpty()) {
      findings.add(Finding.ok("leftovers", "no Ansible of an earlier run is at work"));
    }
    return findings;
  }

  /** Also when it is not there yet: then it must be possible to make it. */
  private static Finding writable(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = Optional.ofNullable(existing.getParent()).orElse(existing.getRoot());
    }
    return Files.isDirectory(existing) && Files.isWritable(existing)
        ? Finding.ok("runs", folder + " is writable")
        : Finding.fail(
            "runs",
            Codes.CONTENT,
            "%s is not a folder that can be written; mend its rights, or set runs.folder"
                .formatted(existing));
  }

  /**
   * The run to continue, if there is one. A restart that is half-way comes before newer runs: to
   * resume a smoke test starts nothing.
   */
  static Optional<Finding> unfinished(RunFolders runs) {
    Optional<String> halfWay = new MonitorFolder(runs).read().halfWay();
    return halfWay.isPresent()
        ? halfWay.map(run -> Finding.warn("runs", halfWay(runs.look(run))))
        : newest(runs);
  }

  private static String halfWay(RunHistory run) {
    return run.status().equals(Optional.of(RestartReport.Status.DONE))
        ? "run %s stopped the cluster, and nothing has started it since; start it with: %s"
            .formatted(run.runId(), Command.RESTART.with())
        : "run %s is half-way, so services may be down; continue with: %s"
            .formatted(run.runId(), Command.RESUME.with(run.runId()));
  }

  private static Optional<Finding> newest(RunFolders runs) {
    List<String> all = runs.list();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    RunHistory run = runs.look(all.get(all.size() - 1));
    return run.isResumable()
        ? Optional.of(
            Finding.warn(
                "runs",
                "the newest run did not come to its end; continue with: "
                    + Command.RESUME.with(run.runId())))
        : Optional.empty();
  }
}
