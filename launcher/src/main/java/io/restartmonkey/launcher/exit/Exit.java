package io.restartmonkey.launcher.exit;

import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.inventory.TemplateException;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.plan.PlaybookException;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RunInProgressException;
import io.restartmonkey.run.StepReport;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.List;

/** The exit codes, and what leads to which. */
public final class Exit {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int CONTENT = 3;
  public static final int UNREACHABLE = 4;
  public static final int NO_ANSIBLE = 5;
  public static final int REFUSED = 6;
  public static final int HALF_WAY = 7;
  public static final int UNWRITTEN = 8;
  public static final int SIGNAL = 128;

  private Exit() {}

  /** The code of a failure that core or the launcher foresees; {@link #FAILED} for any other. */
  public static int of(Throwable problem) {
    if (problem instanceof ConfigException config) {
      return config.isFlag() ? USAGE : CONTENT;
    } else if (problem instanceof PlaybookException
        || problem instanceof TemplateException
        || problem instanceof RunFolderException
        || problem instanceof RecordRefusedException
        || problem instanceof InvalidPathException
        || problem instanceof UncheckedIOException) {
      return CONTENT;
    } else if (problem instanceof ClusterUnreachableException) {
      return UNREACHABLE;
    } else if (problem instanceof AnsibleUnavailableException) {
      return NO_ANSIBLE;
    } else if (problem instanceof RunInProgressException) {
      return REFUSED;
    }
    return FAILED;
  }

  /** Whether {@link #of} knows this failure, so that its message says all there is to say. */
  public static boolean isForeseen(Throwable problem) {
    return of(problem) != FAILED;
  }

  public static int of(RestartReport report) {
    return switch (report.status()) {
      case DONE -> DONE;
      case FAILED -> ofFailed(report);
      case STOPPED -> HALF_WAY;
      case REFUSED -> ofRefused(report.refusals());
    };
  }

  /** The cluster is to blame as soon as one reason lies there. */
  public static int ofRefused(List<Refusal> reasons) {
    return reasons.stream().allMatch(reason -> reason.kind() == Refusal.Kind.CONTENT)
        ? CONTENT
        : REFUSED;
  }

  /** Where Ansible refused to begin at all, no server failed: a playbook is wrong. */
  private static int ofFailed(RestartReport report) {
    if (report.steps().stream().anyMatch(step -> step.status() == StepReport.Status.DONE)) {
      return FAILED;
    }
    boolean contentOnly =
        report.steps().stream()
            .filter(step -> step.status() == StepReport.Status.FAILED)
            .allMatch(
                step ->
                    step.outcome()
                        .filter(PlaybookOutcome.NotStarted.class::isInstance)
                        .isPresent());
    return contentOnly ? CONTENT : FAILED;
  }
}
