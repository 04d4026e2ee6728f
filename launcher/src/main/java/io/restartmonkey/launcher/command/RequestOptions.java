package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.launcher.setting.Setting;
import io.restartmonkey.launcher.view.Goal;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to do what is asked. */
final class RequestOptions {
  @Option(
      names = {"-e", "--extra-var"},
      paramLabel = "NAME=VALUE",
      description =
          "An extra variable for every playbook. true, false, whole numbers, and JSON that begins with { [ or \" keep their type; other values are text. Repeatable.")
  private List<String> extraVariables = new ArrayList<>();

  @Option(
      names = "--no-reboot",
      description =
          "Do not reboot servers, restart only their services: the same as -e reboot_servers=false.")
  private boolean noReboot;

  @Option(
      names = "--step-deadline",
      paramLabel = "TIME",
      description = "How long one step may take, for example 15m.")
  private @Nullable String stepDeadline;

  @Option(
      names = "--freshness",
      paramLabel = "TIME",
      description =
          "How old a heartbeat may be for its server to count as running, for example 10s.")
  private @Nullable String freshness;

  @Option(
      names = "--allow-local",
      description = "Also restart the machine that runs this command, as the last one of its step.")
  private boolean allowLocal;

  List<SettingsLoader.Flag> flags() {
    List<SettingsLoader.Flag> flags = new ArrayList<>();
    if (stepDeadline != null) {
      flags.add(flag("--step-deadline " + stepDeadline, GeneralKeys.STEP_DEADLINE, stepDeadline));
    }
    if (freshness != null) {
      flags.add(flag("--freshness " + freshness, GeneralKeys.FRESHNESS, freshness));
    }
    if (allowLocal) {
      flags.add(flag("--allow-local", GeneralKeys.ALLOW_LOCAL, "true"));
    }
    return flags;
  }

  RestartRequest request(Goal goal, Settings settings) {
    Map<String, Object> variables = new LinkedHashMap<>();
    extraVariables.forEach(typed -> ExtraVariable.addTo(variables, typed));
    if (noReboot) {
      variables.put(Variables.REBOOT_SERVERS, false);
    }
    return new RestartRequest(
        new Job.Stages(goal.stages()),
        variables,
        settings.get(GeneralKeys.STEP_DEADLINE),
        settings.get(GeneralKeys.FRESHNESS),
        settings.get(GeneralKeys.ALLOW_LOCAL));
  }

  private static SettingsLoader.Flag flag(String typed, Setting<?> setting, String value) {
    return new SettingsLoader.Flag(typed, setting.path(), value);
  }
}
