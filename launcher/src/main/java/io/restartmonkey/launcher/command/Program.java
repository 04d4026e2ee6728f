package io.restartmonkey.launcher.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
    Commands.wanted(arguments).forEach(line::addSubcommand);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler(this::wrongArguments);
    line.setExecutionExceptionHandler(this::failure);
    line.setExecutionStrategy(this::execute);
    return line;
  }

  private int execute(ParseResult parsed) {
    Logging.configure(root.verbose);
    return new CommandLine.RunLast().execute(parsed);
  }

  private int wrongArguments(ParameterException problem, String... arguments) {
    console.say(
        "%s; see: restart-monkey %s--help"
            .formatted(problem.getMessage(), subcommand(problem.getCommandLine())));
    return Exit.USAGE;
  }

  private int failure(Exception problem, CommandLine line, ParseResult parsed) {
    if (root.verbose) {
      problem.printStackTrace(console.err());
    }
    console.say(
        Exit.isForeseen(problem)
            ? String.valueOf(problem.getMessage())
            : "unforeseen: " + problem + "; see the stack trace with -v");
    return Exit.of(problem);
  }

  private static String subcommand(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName(" ");
    return name.contains(" ") ? name.substring(name.indexOf(' ') + 1) + " " : "";
  }
}
