package io.restartmonkey.launcher.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All commands by name. */
final class Commands {
  private static final Map<String, Supplier<Subcommand>> ALL = all();

  private Commands() {}

  /** The one that the arguments begin with; all if they begin with anything else. */
  static List<Subcommand> wanted(List<String> arguments) {
    Supplier<Subcommand> only = arguments.isEmpty() ? null : ALL.get(arguments.get(0));
    boolean describesAll = !arguments.isEmpty() && arguments.get(0).startsWith("generate-");
    List<Subcommand> commands = new ArrayList<>();
    if (only != null && !describesAll) {
      commands.add(only.get());
    } else {
      ALL.values().forEach(each -> commands.add(each.get()));
    }
    return commands;
  }

  private static Map<String, Supplier<Subcommand>> all() {
    Map<String, Supplier<Subcommand>> all = new LinkedHashMap<>();
    all.put("plan", PlanCommand::new);
    all.put("snapshot", SnapshotCommand::new);
    all.put("inventory", InventoryCommand::new);
    all.put("stop", StopCommand::new);
    all.put("restart", RestartCommand::new);
    all.put("smoke-test", SmokeTestCommand::new);
    all.put("restart-cluster", RestartClusterCommand::new);
    all.put("resume", ResumeCommand::new);
    all.put("runs", RunsCommand::new);
    all.put("doctor", DoctorCommand::new);
    all.put("config", ConfigCommand::new);
    all.put("generate-completion", GenerateCompletionCommand::new);
    all.put("generate-man", GenerateManCommand::new);
    return all;
  }
}
