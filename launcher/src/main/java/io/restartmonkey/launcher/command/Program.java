package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.console.WatchedOutput;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Parses arguments, runs the command, and turns what comes of it into an exit code. */
public final class Program {
  private final Root root;
  private final WatchedOutput watched;
  private final Console console;

  /**
   * @param out where data goes
   * @param err where talk goes
   * @param environment the environment variables
   */
  public Program(OutputStream out, OutputStream err, Map<String, String> environment) {
    this.watched = new WatchedOutput(out);
    this.console = new Console(utf8(watched), utf8(err), environment);
    this.root = new Root(console);
  }

  /** Playbooks and messages are UTF-8, whatever the locale of the machine is. */
  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
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
    line.setExpandAtFiles(false); // The words of a variables file are no arguments of ours.
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    new Handlers(root, console, watched).attachTo(line);
    return line;
  }
}
