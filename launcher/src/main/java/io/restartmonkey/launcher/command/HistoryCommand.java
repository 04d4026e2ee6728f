package io.restartmonkey.launcher.command;

import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.view.Json;
import io.restartmonkey.launcher.view.RunText;
import io.restartmonkey.launcher.view.Table;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what was done about single servers. */
@Command(
    name = "history",
    description =
        "List the treatments of single servers, oldest first: run, remedy, result, reason.")
final class HistoryCommand extends Subcommand {
  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    RunFolders runs = root().session().runs();
    Table table = new Table();
    List<Map<String, Object>> trees = new ArrayList<>();
    for (String id : runs.list()) {
      try {
        RunText run = new RunText(runs.look(id));
        if (run.run().request().job() instanceof Job.Treatment treatment) {
          table.row(id, run.goal(), run.status(), treatment.action().reason());
          Map<String, Object> tree = new LinkedHashMap<>(run.summary());
          tree.put("server", treatment.action().server());
          tree.put("reason", treatment.action().reason());
          trees.add(tree);
        }
      } catch (RunFolderException e) {
        console().say(String.valueOf(e.getMessage()));
      }
    }
    if (output.isJson()) {
      console().out().println(Json.pretty(trees));
    } else {
      table.lines().forEach(line -> console().out().println(line.stripTrailing()));
    }
    return Exit.DONE;
  }
}
