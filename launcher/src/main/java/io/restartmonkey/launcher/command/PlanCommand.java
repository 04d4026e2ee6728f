package io.restartmonkey.launcher.command;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.view.Goal;
import io.restartmonkey.launcher.view.Json;
import io.restartmonkey.launcher.view.PlanText;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what would be done. */
@Command(
    name = "plan",
    description = "Show order, targets and the literal ansible-playbook commands; touches nothing.")
final class PlanCommand extends Subcommand {
  @Option(
      names = "--for",
      paramLabel = "COMMAND",
      defaultValue = "restart-cluster",
      converter = Goal.Converter.class,
      description = "Plan this command: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Goal goal = Goal.RESTART_CLUSTER;

  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Mixin private StateOption state = new StateOption();
  @Mixin private RequestOptions options = new RequestOptions();

  @ArgGroup(exclusive = false)
  private @Nullable PlaybookOptions playbook;

  @Override
  public Integer call() {
    Session session = root().session(options.flags());
    if (playbook != null) {
      return new PlaybookPlan(console(), session.ansible().settings(), playbook)
          .show(output.form());
    }
    RestartRequest request = options.request(goal, session.settings());
    RestartMonkey monkey = session.monkey(session.source(state.file()), new RunListener() {});
    Planning planning = monkey.plan(request);
    if (planning instanceof Planning.Refused refused) {
      return refuse(refused.reasons());
    }
    Plan plan = ((Planning.Ready) planning).plan();
    PlanText text = new PlanText(plan, monkey.preview(request, plan), session.ansible().settings());
    if (output.isJson()) {
      console().out().println(Json.pretty(text.tree()));
    } else {
      text.lines().forEach(console().out()::println);
    }
    return Exit.DONE;
  }

  private int refuse(List<Refusal> reasons) {
    if (output.isJson()) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("refusals", reasons.stream().map(Refusal::message).toList());
      console().out().println(Json.pretty(tree));
    }
    reasons.forEach(reason -> console().say("refused: " + reason.message()));
    return Exit.ofRefused(reasons);
  }
}
