package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.view.Goal;
import picocli.CommandLine.Command;

/** Stop all services in order. */
@Command(name = "stop", description = "Stop all services in order.")
final class StopCommand extends RunCommand {
  StopCommand() {
    super(Goal.STOP);
  }
}
