package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.exit.Exit;
import picocli.CommandLine.Command;

/** Ends a pause. */
@Command(name = "resume-monitor", description = "End a pause of the monitor.")
final class ResumeMonitorCommand extends Subcommand {

  @Override
  public Integer call() {
    PauseCommand.pauses(root().session()).end();
    console().say("the monitor may act again");
    return Exit.DONE;
  }
}
