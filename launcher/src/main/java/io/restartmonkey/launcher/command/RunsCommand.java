package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.term.Invocation;
import picocli.CommandLine.Command;

/** Looks at runs. */
@Command(
    name = "runs",
    description = "Look at earlier runs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunsListCommand.class, RunsShowCommand.class})
final class RunsCommand extends Subcommand {

  @Override
  public Integer call() {
    console().say("which? runs list, or runs show RUN; see: " + Invocation.of("runs", "--help"));
    return Exit.USAGE;
  }
}
