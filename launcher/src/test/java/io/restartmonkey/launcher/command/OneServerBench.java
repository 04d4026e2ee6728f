package io.restartmonkey.launcher.command;

import io.restartmonkey.RestartMonkey;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.session.Ansible;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.RunListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Restarts each server that standard input names, as the monitor does, with the settings that the
 * environment gives, and prints how many seconds that took: a line each. Arguments are variables
 * for the playbook, {@code NAME=VALUE}.
 */
final class OneServerBench {
  private OneServerBench() {}

  public static void main(String[] args) throws IOException {
    Map<String, Object> variables = new HashMap<>();
    for (String arg : args) {
      variables.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    Console console = new Console(System.out, System.err, System.getenv());
    Settings settings = SettingsLoader.load(Optional.empty(), System.getenv(), List.of());
    try (Session session = new Session(console, settings, new Ansible(settings));
        BufferedReader servers =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      RestartMonkey monkey = session.monkey(session.source(Optional.empty()), new RunListener() {});
      for (String server = servers.readLine(); server != null; server = servers.readLine()) {
        long begun = System.nanoTime();
        RestartReport report =
            monkey.run(
                RestartRequest.of(
                        new Job.Treatment(
                            new Action(Remedy.RESTART_SERVICE, server, "a benchmark")))
                    .withVariables(variables));
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.println(report.isDone() ? "%.3f".formatted(seconds) : report.message());
      }
    }
  }
}
