package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.setting.Durations;
import io.restartmonkey.launcher.setting.GeneralKeys;
import io.restartmonkey.redis.RedisPauses;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets the monitor do nothing for a while. */
@Command(
    name = "pause",
    description =
        "Keep all monitors of the cluster, on any machine, from restarting anything for a while.")
final class PauseCommand extends Subcommand {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      required = true,
      description = "How long, for example 30m or 2h.")
  private String time = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for your colleagues.")
  private String reason = "";

  @Override
  public Integer call() {
    Session session = root().session();
    Duration length = length();
    String who = who(console().environment());
    pauses(session).begin(who, Console.oneLine(reason), length);
    console().say("paused by %s for %s: %s".formatted(who, time, reason));
    return Exit.DONE;
  }

  static RedisPauses pauses(Session session) {
    return new RedisPauses(
        session.redis().client(), session.settings().get(GeneralKeys.CLUSTER), Clock.systemUTC());
  }

  private Duration length() {
    try {
      Duration length = Durations.read(time);
      if (!length.isZero()) {
        return length;
      }
    } catch (IllegalArgumentException e) {
      throw ConfigException.ofFlag("--for " + time, String.valueOf(e.getMessage()));
    }
    throw ConfigException.ofFlag("--for " + time, "must be longer than 0");
  }

  private static String who(Map<String, String> environment) {
    return environment.getOrDefault("SUDO_USER", System.getProperty("user.name", "somebody"));
  }
}
