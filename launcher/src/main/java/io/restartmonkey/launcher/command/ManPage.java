package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Section;
import io.restartmonkey.launcher.setting.Setting;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page, in roff, made from the same declarations as the help.
 *
 * @param root the program's command
 */
record ManPage(CommandSpec root) {

  void write(PrintWriter out) {
    out.println(".TH RESTART-MONKEY 1");
    section(out, "NAME");
    out.println(
        "restart-monkey \\- restart a cluster in dependency order, and single servers that hang, with Ansible");
    section(out, "SYNOPSIS");
    out.println(".B restart-monkey");
    out.println("[\\fIOPTIONS\\fR] \\fICOMMAND\\fR");
    section(out, "DESCRIPTION");
    text(out, root.usageMessage().description());
    section(out, "OPTIONS");
    root.options().forEach(option -> option(out, option));
    section(out, "COMMANDS");
    commands(out, root);
    section(out, "SETTINGS");
    Keys.SECTIONS.forEach(part -> settings(out, part));
    section(out, "ENVIRONMENT");
    entry(out, "RESTART_MONKEY_CONFIG", "The YAML file with settings, as with --config.");
    entry(out, RedisKeys.PASSWORD_VARIABLE, "The password of redis.user.");
    entry(out, "RESTART_MONKEY_CACHE", "The folder for the archive of Java classes.");
    section(out, "EXIT STATUS");
    for (Map.Entry<String, String> code : root.usageMessage().exitCodeList().entrySet()) {
      out.println(".TP\n.B " + escaped(code.getKey()));
      out.println(escaped(code.getValue()));
    }
  }

  private static void settings(PrintWriter out, Section part) {
    out.println(".SS " + escaped(part.title()));
    for (Setting<?> setting : part.settings()) {
      out.println(".TP\n.B " + escaped(setting.path() + ", " + setting.variable()));
      String preset = setting.preset().isEmpty() ? "none" : setting.preset();
      out.println(escaped(setting.meaning() + " Default: " + preset + "."));
    }
  }

  private static void commands(PrintWriter out, CommandSpec parent) {
    Set<CommandLine> commands = new LinkedHashSet<>(parent.subcommands().values());
    for (CommandLine command : commands) {
      CommandSpec spec = command.getCommandSpec();
      out.println(".SS " + escaped(spec.qualifiedName(" ")));
      text(out, spec.usageMessage().description());
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        entry(out, parameter.paramLabel(), parameter.description());
      }
      spec.options().stream()
          .filter(option -> !option.inherited() && !option.usageHelp())
          .forEach(option -> option(out, option));
      commands(out, spec);
    }
  }

  private static void option(PrintWriter out, OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    entry(out, String.join(", ", option.names()) + label, option.description());
  }

  private static void entry(PrintWriter out, String head, String... description) {
    out.println(".TP\n.B " + escaped(head));
    text(out, description);
  }

  private static void text(PrintWriter out, String[] paragraphs) {
    for (String paragraph : paragraphs) {
      String plain = Ansi.OFF.string(paragraph.replace("%n", ""));
      out.println(escaped(plain));
    }
  }

  private static void section(PrintWriter out, String name) {
    out.println(".SH " + name);
  }

  /** Text that roff prints as it is. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
