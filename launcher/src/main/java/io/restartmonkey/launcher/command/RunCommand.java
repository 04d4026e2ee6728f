package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.view.Goal;
import io.restartmonkey.run.RestartRequest;
import picocli.CommandLine.Mixin;

/** A command that acts on the cluster. */
abstract class RunCommand extends Subcommand {
  private final Goal goal;

  @Mixin private StateOption state = new StateOption();
  @Mixin private RequestOptions options = new RequestOptions();

  @Mixin private OutputOption output = new OutputOption(Output.text);

  RunCommand(Goal goal) {
    this.goal = goal;
  }

  @Override
  public Integer call() {
    Session session = root().session(options.flags());
    RestartRequest request = options.request(goal, session.settings());
    return new RunAction(session, output.form())
        .perform(
            StoppedBefore.hinting(session, goal, session.source(state.file())),
            (monkey, stop) -> monkey.run(request, stop));
  }
}
