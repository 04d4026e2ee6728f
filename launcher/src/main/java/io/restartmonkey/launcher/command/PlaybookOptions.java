package io.restartmonkey.launcher.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Anyone's playbook on anyone's inventory. */
final class PlaybookOptions {
  @Option(
      names = "--playbook",
      paramLabel = "FILE",
      required = true,
      description = "Show what Ansible would run of this playbook, which may be any; runs nothing.")
  Path playbook = Path.of("");

  @Option(
      names = "--inventory",
      paramLabel = "INVENTORY",
      required = true,
      description = "The inventory for --playbook, as ansible-playbook -i takes it.")
  String inventory = "";

  @Option(
      names = "--extra-vars",
      paramLabel = "JSON",
      description = "Extra variables for --playbook: a JSON object.")
  @Nullable String extraVars;
}
