package io.restartmonkey.launcher.command;

import com.google.common.base.Splitter;
import com.google.common.base.Throwables;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.console.Logging;
import io.restartmonkey.launcher.console.WatchedOutput;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.progress.OneLine;
import io.restartmonkey.launcher.term.Invocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a command that was understood, and says what is wrong otherwise. A class, as lambdas of
 * picocli's types keep picocli out of the archive of classes that the start script makes.
 */
final class Handlers
    implements IExecutionStrategy, IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Root root;
  private final Console console;
  private final WatchedOutput output;

  Handlers(Root root, Console console, WatchedOutput output) {
    this.root = root;
    this.console = console;
    this.output = output;
  }

  void attachTo(CommandLine line) {
    line.setExecutionStrategy(this);
    line.setParameterExceptionHandler(this);
    line.setExecutionExceptionHandler(this);
  }

  @Override
  public int execute(ParseResult parsed) {
    Logging.configure(root.verbose);
    Invocation.repeat(root.again());
    int code = new CommandLine.RunLast().execute(parsed);
    console.out().flush();
    boolean isLost = output.failure().isPresent() && isForItsOutput(parsed);
    return code == Exit.DONE && isLost ? unwritten(output.failure().orElseThrow()) : code;
  }

  /** What the monitor prints is told elsewhere, too: it goes on without. */
  private static boolean isForItsOutput(ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .noneMatch(line -> line.getCommand() instanceof MonitorCommand);
  }

  /** Who reads no further, such as {@code head}, needs not be told. */
  private int unwritten(IOException failure) {
    String reason = FileProblem.of(failure);
    if (!reason.contains("Broken pipe")) {
      console.say("standard output cannot be written, so it is not complete: " + reason);
    }
    return Exit.UNWRITTEN;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    console.say(
        "%s%s; see: %s"
            .formatted(problem.getMessage(), meant(problem), help(problem.getCommandLine())));
    return Exit.USAGE;
  }

  private static String meant(ParameterException problem) {
    return problem instanceof UnmatchedArgumentException unmatched
        ? unmatched.getSuggestions().stream()
            .findFirst()
            .map(" (did you mean '%s'?)"::formatted)
            .orElse("")
        : "";
  }

  @Override
  public int handleExecutionException(Exception problem, CommandLine line, ParseResult parsed) {
    if (root.verbose) {
      Throwables.getStackTraceAsString(problem).lines().forEach(this::printOfTrace);
    }
    console.say(message(problem));
    return Exit.of(problem);
  }

  private static String message(Exception problem) {
    if (problem instanceof InvalidPathException) {
      return problem.getMessage() + "; set LC_ALL=C.UTF-8, or correct the name";
    } else if (problem instanceof UncheckedIOException && isOnlyItsCause(problem)) {
      return FileProblem.of(problem);
    }
    return Exit.isForeseen(problem)
        ? String.valueOf(problem.getMessage())
        : "unforeseen: " + problem + "; see the stack trace with -v";
  }

  private static boolean isOnlyItsCause(Exception problem) {
    return String.valueOf(problem.getCause()).equals(problem.getMessage());
  }

  private void printOfTrace(String line) {
    console.err().println((line.startsWith("\t") ? "\t" : "") + OneLine.of(line).strip());
  }

  private static String help(CommandLine line) {
    List<String> names = Splitter.on(' ').splitToList(line.getCommandSpec().qualifiedName(" "));
    return Invocation.of(
        Stream.concat(names.stream().skip(1), Stream.of("--help")).toArray(String[]::new));
  }
}
