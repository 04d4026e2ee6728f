package io.restartmonkey.launcher.command;

import com.google.common.base.Throwables;
import io.restartmonkey.launcher.progress.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a command that was understood, and says what is wrong otherwise. A class, as lambdas of
 * picocli's types keep picocli out of the archive of classes that the start script makes.
 */
record Handlers(Root root, Console console)
    implements IExecutionStrategy, IParameterExceptionHandler, IExecutionExceptionHandler {

  void attachTo(CommandLine line) {
    line.setExecutionStrategy(this);
    line.setParameterExceptionHandler(this);
    line.setExecutionExceptionHandler(this);
  }

  @Override
  public int execute(ParseResult parsed) {
    Logging.configure(root.verbose);
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    console.say(
        "%s; see: restart-monkey %s--help"
            .formatted(problem.getMessage(), subcommand(problem.getCommandLine())));
    return Exit.USAGE;
  }

  @Override
  public int handleExecutionException(Exception problem, CommandLine line, ParseResult parsed) {
    if (root.verbose) {
      Throwables.getStackTraceAsString(problem).lines().forEach(this::printOfTrace);
    }
    console.say(
        Exit.isForeseen(problem)
            ? String.valueOf(problem.getMessage())
            : "unforeseen: " + problem + "; see the stack trace with -v");
    return Exit.of(problem);
  }

  private void printOfTrace(String line) {
    console.err().println((line.startsWith("\t") ? "\t" : "") + OneLine.of(line).strip());
  }

  private static String subcommand(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName(" ");
    return name.contains(" ") ? name.substring(name.indexOf(' ') + 1) + " " : "";
  }
}
