package io.restartmonkey.launcher.command;

import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.view.Table;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Quarantine;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks after the servers that the monitor leaves alone. */
@Command(
    name = "quarantine",
    description = "List the servers that the monitor leaves alone, or end their quarantine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {QuarantineCommand.List.class, QuarantineCommand.Clear.class})
final class QuarantineCommand extends Subcommand {

  @Override
  public Integer call() {
    console().say("which? quarantine list, or quarantine clear SERVER");
    return Exit.USAGE;
  }

  private static String elsewhere(Quarantine known) {
    return "%s (set apart on %s)".formatted(known.reason(), known.machine());
  }

  /** Lists them. */
  @Command(name = "list", description = "List the servers in quarantine, with the reason.")
  static final class List extends Subcommand {
    @Override
    public Integer call() {
      Session session = root().session();
      Table table = new Table();
      new MonitorFolder(session.runs()).quarantined().forEach(table::row);
      try {
        String here = session.machine();
        session.redis().intents().quarantines().stream()
            .filter(known -> known.isOpen() && !known.machine().equals(here))
            .forEach(known -> table.row(known.server(), elsewhere(known)));
      } catch (RuntimeException e) {
        console().say("those of other machines are not known: " + e.getMessage());
      }
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
      Session session = root().session();
      boolean was = new MonitorFolder(session.runs()).release(server);
      boolean wasElsewhere = isCleared(session, was);
      console()
          .say(server + (was || wasElsewhere ? " is out of quarantine" : " was not in quarantine"));
      return was || wasElsewhere ? Exit.DONE : Exit.FAILED;
    }

    /** Tells the monitors of other machines; whether one of these had set it apart. */
    private boolean isCleared(Session session, boolean was) {
      boolean wasElsewhere = false;
      try {
        String here = session.machine();
        Intents intents = session.redis().intents();
        for (Quarantine known : intents.quarantines()) {
          if (known.server().equals(server) && known.isOpen()) {
            intents.write(known.cleared(Instant.now()));
            if (!known.machine().equals(here)) {
              wasElsewhere = true;
              console()
                  .say(
                      "it was set apart on %s; where a monitor still runs there, clear it there, too"
                          .formatted(known.machine()));
            }
          }
        }
      } catch (RuntimeException e) {
        console()
            .say(
                "other machines are not told%s: %s"
                    .formatted(was ? " until the monitor here sees Redis" : "", e.getMessage()));
      }
      return wasElsewhere;
    }
  }
}
