package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.term.Invocation;
import picocli.CommandLine.Command;

/** Looks at the settings. */
@Command(
    name = "config",
    description = "Look at the settings.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ConfigShowCommand.class)
final class ConfigCommand extends Subcommand {

  @Override
  public Integer call() {
    console().say("which? config show; see: " + Invocation.of("config", "--help"));
    return Exit.USAGE;
  }
}
