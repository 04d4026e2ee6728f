package io.restartmonkey.launcher.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Parses arguments, runs the command, and turns what comes of it into an exit code. */
public final class Program {
  private final Console console;
  private final Root root;

  /**
   * @param out where data goes
   * @param err where talk goes
   * @param environment the environment variables
   */
  public Program(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.console = new Console(out, err, environment);
    this.root = new Root(console);
  }

  /** Runs once; returns one of the documented exit codes. */
  public int run(String... arguments) {
    List<String> words = Arrays.asList(arguments);
    try (root) {
      root.begin(words);
      return commandLine(words).execute(arguments);
    }
  }

  /** Where the first argument is a command, the others are not even built: that takes long. */
  private CommandLine commandLine(List<String> arguments) {
    CommandLine line = new CommandLine(root);
    for (Subcommand command : Commands.wanted(arguments)) {
      line.addSubcommand(command);
    }
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    new Handlers(root, console).attachTo(line);
    return line;
  }
}
