package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.view.Goal;
import picocli.CommandLine.Command;

/** Test that every service answers; changes nothing. */
@Command(name = "smoke-test", description = "Test that every service answers; changes nothing.")
final class SmokeTestCommand extends RunCommand {
  SmokeTestCommand() {
    super(Goal.SMOKE_TEST);
  }
}
