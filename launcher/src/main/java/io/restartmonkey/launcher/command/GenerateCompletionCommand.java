package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.exit.Exit;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
    name = "generate-completion",
    description =
        "Print a completion script for bash and zsh: source <(restart-monkey generate-completion).")
final class GenerateCompletionCommand extends Subcommand {
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    console().out().print(AutoComplete.bash("restart-monkey", spec.root().commandLine()));
    return Exit.DONE;
  }
}
