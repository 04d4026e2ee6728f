package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.session.Session;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on with a run. */
@Command(
    name = "resume",
    description = "Continue a run that did not finish. It does not repeat steps that succeeded.")
final class ResumeCommand extends Subcommand {
  @Parameters(paramLabel = "RUN", description = "The run's id, as 'runs list' shows it.")
  private String run = "";

  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    Session session = root().session();
    session.ofThisCluster("run " + run, session.runs().snapshot(run));
    return new RunAction(session, output.form())
        .perform(session.source(Optional.empty()), (monkey, stop) -> monkey.resume(run, stop));
  }
}
