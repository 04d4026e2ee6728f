package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.view.Goal;
import picocli.CommandLine.Command;

/** Restart all servers and services in order, with smoke tests. */
@Command(
    name = "restart",
    description = "Restart all servers and services in order, with smoke tests.")
final class RestartCommand extends RunCommand {
  RestartCommand() {
    super(Goal.RESTART);
  }
}
