package io.restartmonkey.launcher.command;

import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.term.Invocation;
import io.restartmonkey.launcher.view.Json;
import io.restartmonkey.launcher.view.RunText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one run. */
@Command(name = "show", description = "Show the steps of a run and what became of each.")
final class RunsShowCommand extends Subcommand {
  @Parameters(paramLabel = "RUN", description = "The run's id, as 'runs list' shows it.")
  private String id = "";

  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    RunFolders runs = root().session().runs();
    RunText run = new RunText(runs.look(id));
    if (output.isJson()) {
      console().out().println(Json.pretty(run.tree()));
      return Exit.DONE;
    }
    console()
        .out()
        .printf(
            "%s %s, begun %s: %s, %s%n",
            id, run.goal(), run.started(), run.status(), run.progress());
    run.lines().forEach(console().out()::println);
    console().say("everything about it is in " + runs.folder().resolve(id));
    if (run.isResumable()) {
      console().say("what is missing can be done with: " + Invocation.of("resume", id));
    }
    return Exit.DONE;
  }
}
