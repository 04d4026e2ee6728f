package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.EffectiveValue;
import io.restartmonkey.launcher.config.MonitorSettings;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.Setting;
import io.restartmonkey.launcher.view.Json;
import io.restartmonkey.launcher.view.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the effective settings. */
@Command(
    name = "show",
    description = "Show every setting: its value, where that came from, and its meaning.")
final class ConfigShowCommand extends Subcommand {
  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    Settings settings = root().session().settings();
    String password = settings.passwordOrigin().equals("default") ? "none" : "set, not shown";
    if (output.isJson()) {
      console().out().println(Json.pretty(tree(settings, password)));
      return whole(settings);
    }
    Table table = new Table();
    for (Setting<?> setting : Keys.ALL) {
      EffectiveValue value = settings.effective(setting);
      String text = value.text().isEmpty() ? "-" : value.text();
      table.row(setting.path(), text, value.origin(), setting.meaning());
    }
    table.row("(password)", password, settings.passwordOrigin(), "the password of redis.user");
    table.lines().forEach(console().out()::println);
    return whole(settings);
  }

  /** Settings that do not go together are shown as well: somebody must find them. */
  private int whole(Settings settings) {
    try {
      var unusedPolicy = MonitorSettings.policy(settings);
      return Exit.DONE;
    } catch (ConfigException e) {
      console().say(String.valueOf(e.getMessage()));
      return Exit.of(e);
    }
  }

  private static Map<String, Object> tree(Settings settings, String password) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Setting<?> setting : Keys.ALL) {
      EffectiveValue value = settings.effective(setting);
      tree.put(setting.path(), entry(value.text(), value.origin()));
    }
    tree.put("(password)", entry(password, settings.passwordOrigin()));
    return tree;
  }

  private static Map<String, String> entry(String value, String origin) {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("value", value);
    entry.put("origin", origin);
    return entry;
  }
}
