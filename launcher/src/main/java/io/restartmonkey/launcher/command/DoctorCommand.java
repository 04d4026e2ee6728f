package io.restartmonkey.launcher.command;

import io.restartmonkey.cluster.Counted;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.doctor.Doctor;
import io.restartmonkey.launcher.doctor.DoctorContext;
import io.restartmonkey.launcher.doctor.Finding;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.view.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that a run will need. */
@Command(
    name = "doctor",
    description =
        "Look at everything that a run will need, and say what to fix; changes nothing. Exits with 0 when nothing failed, else with the code of the worst failure.")
final class DoctorCommand extends Subcommand {
  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    int code =
        new Doctor(
                context(root().session()),
                finding -> {
                  findings.add(finding);
                  if (!output.isJson()) {
                    console().out().println(line(finding));
                  }
                })
            .examine();
    if (output.isJson()) {
      console().out().println(Json.pretty(findings.stream().map(DoctorCommand::tree).toList()));
    }
    console().say(summary(findings));
    return code;
  }

  private DoctorContext context(Session session) {
    return new DoctorContext(
        session.settings(),
        console().environment(),
        () -> session.believed(session.source(Optional.empty()).read()),
        session.ansible().settings(),
        session.ansible().runner(),
        session.content(),
        session.runs());
  }

  private static String summary(List<Finding> findings) {
    long failures = findings.stream().filter(f -> f.level() == Finding.Level.FAIL).count();
    long warnings = findings.stream().filter(f -> f.level() == Finding.Level.WARN).count();
    return "%s, %s".formatted(Counted.of(failures, "failure"), Counted.of(warnings, "warning"));
  }

  private static String line(Finding finding) {
    return "%-4s  %-9s  %s"
        .formatted(level(finding), finding.subject(), Console.oneLine(finding.detail()));
  }

  private static Map<String, Object> tree(Finding finding) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("level", level(finding));
    tree.put("subject", finding.subject());
    tree.put("detail", Console.oneLine(finding.detail()));
    return tree;
  }

  private static String level(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }
}
