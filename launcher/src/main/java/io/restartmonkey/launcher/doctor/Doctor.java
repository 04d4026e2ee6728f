package io.restartmonkey.launcher.doctor;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.MonitorSettings;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.run.ClusterUnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at everything that a run will need.
 *
 * <ol>
 *   <li>Redis, and the records in it.
 *   <li>The files of secrets.
 *   <li>Ansible and its SSH key.
 *   <li>Playbooks and template: each read, planned, and parsed by Ansible.
 *   <li>The run folders, and what earlier runs left behind.
 *   <li>What the providers of the servers can do.
 *   <li>Each running server, by SSH and sudo, if Ansible and Redis allow to ask.
 *   <li>The same servers, as a monitor on this machine would ask them.
 * </ol>
 */
public final class Doctor {
  private final DoctorContext context;
  private final Consumer<Finding> teller;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param teller told of each finding as it comes
   */
  public Doctor(DoctorContext context, Consumer<Finding> teller) {
    this.context = context;
    this.teller = teller;
  }

  /** Looks at everything; returns the exit code: 0 if nothing failed, else that of the worst. */
  public int examine() {
    boolean settings = tell(settings());
    Optional<ClusterSnapshot> snapshot = redis();
    tell(SecretsCheck.of(context));
    boolean ansible = tell(AnsibleCheck.of(context));
    tell(ContentCheck.of(context, ansible));
    tell(RunsCheck.of(context));
    if (ansible && settings) {
      tell(PowersCheck.of(context, snapshot.map(ClusterSnapshot::registered).orElse(List.of())));
    }
    List<Server> live =
        snapshot
            .map(state -> state.live(context.settings().get(GeneralKeys.FRESHNESS)))
            .orElse(List.of());
    boolean content = findings.stream().noneMatch(each -> each.exitCode() == Codes.CONTENT);
    if (ansible && content && !live.isEmpty()) {
      tell(ReachCheck.of(context, live));
    } else {
      tell(List.of(Finding.warn("servers", "not tried: mend the above first")));
    }
    if (content && !live.isEmpty()) {
      tell(SshCheck.of(context.settings(), context.content().template(), live));
    }
    return Codes.worst(findings);
  }

  private List<Finding> settings() {
    try {
      var unusedPolicy = MonitorSettings.policy(context.settings());
      return List.of();
    } catch (ConfigException e) {
      return List.of(Finding.fail("settings", Codes.CONTENT, String.valueOf(e.getMessage())));
    }
  }

  private Optional<ClusterSnapshot> redis() {
    try {
      ClusterSnapshot snapshot = context.source().read();
      tell(ClusterCheck.of(context, snapshot));
      return Optional.of(snapshot);
    } catch (ClusterUnreachableException e) {
      tell(List.of(Finding.fail("redis", Codes.CLUSTER, String.valueOf(e.getMessage()))));
    } catch (ConfigException e) {
      tell(List.of(Finding.fail("redis", Codes.CONTENT, String.valueOf(e.getMessage()))));
    }
    return Optional.empty();
  }

  /** Tells of findings; whether none of them is a failure. */
  private boolean tell(List<Finding> found) {
    findings.addAll(found);
    found.forEach(teller);
    return found.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
  }
}
