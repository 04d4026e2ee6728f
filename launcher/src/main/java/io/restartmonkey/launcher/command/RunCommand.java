package io.restartmonkey.launcher.command;

import io.restartmonkey.RestartRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that acts on the cluster. */
abstract class RunCommand extends Subcommand {
  private final Goal goal;

  @Mixin private StateOption state = new StateOption();
  @Mixin private RequestOptions options = new RequestOptions();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Output output = Output.text;

  RunCommand(Goal goal) {
    this.goal = goal;
  }

  @Override
  public Integer call() {
    Session session = root().session(options.flags());
    RestartRequest request = options.request(goal, session.settings());
    return new Action(session, output)
        .perform(
            StoppedBefore.hinting(session, goal, session.source(state.file())),
            (monkey, stop) -> monkey.run(request, stop));
  }
}
