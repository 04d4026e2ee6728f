package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.console.Output;
import picocli.CommandLine.Option;

/** Chooses how data is printed. */
final class OutputOption {
  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Output form;

  /** The form, unless asked for another. */
  OutputOption(Output form) {
    this.form = form;
  }

  Output form() {
    return form;
  }

  boolean isJson() {
    return form == Output.json;
  }
}
