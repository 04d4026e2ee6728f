package io.restartmonkey.launcher.command;

import io.restartmonkey.journal.MonitorFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks after the servers that the monitor leaves alone. */
@Command(
    name = "quarantine",
    description = "Look after the servers that the monitor leaves alone.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {QuarantineCommand.List.class, QuarantineCommand.Clear.class})
final class QuarantineCommand extends Subcommand {

  @Override
  public Integer call() {
    console().say("which? quarantine list, or quarantine clear SERVER");
    return Exit.USAGE;
  }

  /** Lists them. */
  @Command(name = "list", description = "List the servers in quarantine, with the reason.")
  static final class List extends Subcommand {
    @Override
    public Integer call() {
      Table table = new Table();
      new MonitorFolder(root().session().runs()).quarantined().forEach(table::row);
      table.lines().forEach(console().out()::println);
      return Exit.DONE;
    }
  }

  /** Takes one out. */
  @Command(
      name = "clear",
      description = "Take a server out of quarantine: the monitor treats it again if need be.")
  static final class Clear extends Subcommand {
    @Parameters(paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Override
    public Integer call() {
      boolean was = new MonitorFolder(root().session().runs()).release(server);
      console().say(server + (was ? " is out of quarantine" : " was not in quarantine"));
      return was ? Exit.DONE : Exit.FAILED;
    }
  }
}
