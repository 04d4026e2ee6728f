package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.exit.Exit;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the manual page. */
@Command(
    name = "generate-man",
    description = "Print the manual page: restart-monkey generate-man > restart-monkey.1.")
final class GenerateManCommand extends Subcommand {
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = new PrintWriter(console().out(), false, StandardCharsets.UTF_8);
    new ManPage(spec.root()).write(out);
    out.flush();
    return Exit.DONE;
  }
}
