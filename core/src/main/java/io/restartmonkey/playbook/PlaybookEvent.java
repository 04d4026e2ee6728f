package io.restartmonkey.playbook;

import io.restartmonkey.cluster.ProxiedServer;
import java.util.List;
import java.util.Map;

/** Something that Ansible reported during a run. All text is made safe to print. */
public sealed interface PlaybookEvent {

  /**
   * A play began.
   *
   * @param play its name
   * @param hosts the hosts of this batch; empty if Ansible did not say
   */
  record PlayStarted(String play, List<String> hosts) implements PlaybookEvent {
    public PlayStarted {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * A task began, on all hosts of its play.
   *
   * @param task its name
   */
  record TaskStarted(String task) implements PlaybookEvent {}

  /** A host began a task. */
  record HostStarted(String host, String task) implements PlaybookEvent {}

  /**
   * A host ended a task well, or skipped it.
   *
   * @param changed whether the task changed something
   */
  record HostOk(String host, String task, boolean changed) implements PlaybookEvent {}

  /**
   * A task failed on a host.
   *
   * @param message the module's reason
   * @param ignored whether the playbook said that this failure does not matter
   * @param rescued whether the playbook says how to go on after it
   */
  record HostFailed(String host, String task, String message, boolean ignored, boolean rescued)
      implements PlaybookEvent {

    /** One that nothing takes back. */
    public HostFailed(String host, String task, String message, boolean ignored) {
      this(host, task, message, ignored, false);
    }
  }

  /**
   * A host could not be reached.
   *
   * @param message the connection's reason
   */
  record HostUnreachable(String host, String task, String message) implements PlaybookEvent {}

  /**
   * A proxy has said who gets traffic.
   *
   * @param host the proxy
   * @param servers its servers, those that could be believed
   */
  record TrafficSeen(String host, List<ProxiedServer> servers) implements PlaybookEvent {
    public TrafficSeen {
      servers = List.copyOf(servers);
    }
  }

  /**
   * The run came to its end by itself; always the last event. Without it the run was cut off.
   *
   * @param hosts for each host that took part, how it ended: a task of the play ran there, was
   *     skipped by its own condition, or ran once for all
   */
  record Ended(Map<String, Tally> hosts) implements PlaybookEvent {
    public Ended {
      hosts = Map.copyOf(hosts);
    }
  }

  /**
   * How often a host ended a task in which way.
   *
   * @param failures tasks failed, and neither ignored nor rescued
   * @param unreachable times that the host could not be reached, also where the playbook ignores it
   *     and reached it no more
   */
  record Tally(int ok, int changed, int failures, int unreachable) {}
}
