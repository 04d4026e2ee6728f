package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.view.Goal;
import picocli.CommandLine.Command;

/** Stop all services in order, then restart all servers and services in order, with smoke tests. */
@Command(
    name = "restart-cluster",
    description =
        "Stop all services in order, then restart all servers and services in order, with smoke tests.")
final class RestartClusterCommand extends RunCommand {
  RestartClusterCommand() {
    super(Goal.RESTART_CLUSTER);
  }
}
