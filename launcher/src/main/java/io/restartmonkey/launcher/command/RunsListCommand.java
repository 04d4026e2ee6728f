package io.restartmonkey.launcher.command;

import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.view.Json;
import io.restartmonkey.launcher.view.RunText;
import io.restartmonkey.launcher.view.Table;
import io.restartmonkey.playbook.RunFolderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists runs. */
@Command(name = "list", description = "List all runs, oldest first.")
final class RunsListCommand extends Subcommand {
  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    RunFolders runs = root().session().runs();
    Table table = new Table();
    List<Map<String, Object>> trees = new ArrayList<>();
    for (String id : runs.list()) {
      try {
        RunText run = new RunText(runs.look(id));
        table.row(id, run.goal(), run.status(), run.progress());
        trees.add(run.summary());
      } catch (RunFolderException e) {
        console().say(String.valueOf(e.getMessage()));
        table.row(id, "?", "unreadable", "");
        trees.add(Map.of("run", id, "status", "unreadable"));
      }
    }
    if (output.isJson()) {
      console().out().println(Json.pretty(trees));
    } else {
      table.lines().forEach(line -> console().out().println(line.stripTrailing()));
    }
    root().session().ansible().runner().leftovers(runs.folder()).stream()
        .map(String::valueOf)
        .forEach(console()::say);
    return Exit.DONE;
  }
}
