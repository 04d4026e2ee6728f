package io.restartmonkey.launcher.command;

import java.util.List;
import java.util.Optional;

/** All commands by name. */
final class Commands {
  private static final List<String> NAMES =
      List.of(
          "plan",
          "snapshot",
          "inventory",
          "stop",
          "restart",
          "smoke-test",
          "restart-cluster",
          "resume",
          "monitor",
          "status",
          "pause",
          "resume-monitor",
          "quarantine",
          "history",
          "simulate",
          "runs",
          "doctor",
          "config",
          "generate-completion",
          "generate-man");

  private Commands() {}

  /** The one that the arguments begin with; all if they begin with anything else. */
  static List<Subcommand> wanted(List<String> arguments) {
    return Optional.of(arguments)
        .filter(all -> !all.isEmpty() && NAMES.contains(all.get(0)))
        .map(all -> all.get(0))
        .filter(name -> !name.startsWith("generate-"))
        .map(name -> List.of(named(name)))
        .orElseGet(() -> NAMES.stream().map(Commands::named).toList());
  }

  private static Subcommand named(String name) {
    return switch (name) {
      case "plan" -> new PlanCommand();
      case "snapshot" -> new SnapshotCommand();
      case "inventory" -> new InventoryCommand();
      case "stop" -> new StopCommand();
      case "restart" -> new RestartCommand();
      case "smoke-test" -> new SmokeTestCommand();
      case "restart-cluster" -> new RestartClusterCommand();
      case "resume" -> new ResumeCommand();
      case "monitor" -> new MonitorCommand();
      case "status" -> new StatusCommand();
      case "pause" -> new PauseCommand();
      case "resume-monitor" -> new ResumeMonitorCommand();
      case "quarantine" -> new QuarantineCommand();
      case "history" -> new HistoryCommand();
      case "simulate" -> new SimulateCommand();
      case "runs" -> new RunsCommand();
      case "doctor" -> new DoctorCommand();
      case "config" -> new ConfigCommand();
      case "generate-completion" -> new GenerateCompletionCommand();
      default -> new GenerateManCommand();
    };
  }
}
