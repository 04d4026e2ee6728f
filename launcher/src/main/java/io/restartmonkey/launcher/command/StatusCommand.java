package io.restartmonkey.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.journal.MonitorFolder;
import io.restartmonkey.launcher.console.Output;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.progress.OneLine;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.setting.MonitorKeys;
import io.restartmonkey.launcher.term.Invocation;
import io.restartmonkey.launcher.view.Table;
import io.restartmonkey.playbook.RunFolderException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what the monitor thinks. */
@Command(
    name = "status",
    description =
        "Show the latest observations and decisions of the monitor, with reasons. Exits with 1 if no monitor runs here.")
final class StatusCommand extends Subcommand {
  private static final int MAX_INTERVALS = 5;

  @Mixin private OutputOption output = new OutputOption(Output.text);

  @Override
  public Integer call() {
    Session session = root().session();
    Optional<String> newest = new MonitorFolder(session.runs()).newestTick();
    if (newest.isEmpty()) {
      console().say("no monitor has run here; start one: " + Invocation.of("monitor"));
      return Exit.FAILED;
    }
    JsonNode tick = read(newest.get());
    if (output.isJson()) {
      console().out().print(newest.get());
    } else {
      print(tick);
    }
    Duration age = Duration.between(at(tick), Instant.now());
    if (age.compareTo(session.settings().get(MonitorKeys.INTERVAL).multipliedBy(MAX_INTERVALS))
        > 0) {
      console().say("the monitor looked last %d s ago: it does not run".formatted(age.toSeconds()));
      return Exit.FAILED;
    }
    return Exit.DONE;
  }

  private static JsonNode read(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new RunFolderException("monitor/status.json is damaged; start the monitor anew", e);
    }
  }

  private static Instant at(JsonNode tick) {
    try {
      return Instant.parse(tick.path("at").asText());
    } catch (DateTimeException e) {
      throw new RunFolderException("monitor/status.json is damaged; start the monitor anew", e);
    }
  }

  private void print(JsonNode tick) {
    Table table = new Table();
    for (JsonNode server : tick.path("servers")) {
      table.row(
          server.path("name").asText(),
          server.has("cpu") ? "%.0f %%".formatted(server.path("cpu").asDouble()) : "-",
          server.path("verdict").asText("-"),
          server.path("reason").asText(""));
    }
    table.lines().forEach(this::line);
    if (tick.has("running")) {
      line("running: " + tick.path("running").asText());
    }
    tick.path("holds").forEach(hold -> line(hold.asText()));
    tick.path("conditions").forEach(c -> line("alert: " + c.path("text").asText()));
  }

  private void line(String text) {
    console().out().println(OneLine.of(text));
  }
}
