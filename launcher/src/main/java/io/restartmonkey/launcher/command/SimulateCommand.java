package io.restartmonkey.launcher.command;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.health.MonitorPolicy;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.MonitorSettings;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.setting.Durations;
import io.restartmonkey.launcher.term.Invocation;
import io.restartmonkey.run.Content;
import io.restartmonkey.simulation.SimulatedDay;
import io.restartmonkey.simulation.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tries a policy out in virtual time. */
@Command(
    name = "simulate",
    description =
        "Test the policy of the monitor on simulated days with random faults, and check that the monitor never makes anything worse. Touches nothing, and needs neither Redis nor Ansible.")
final class SimulateCommand extends Subcommand {
  private static final int AT_ONCE = 500;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "A YAML file with the settings of the monitor; default: the file of --config.")
  private @Nullable Path policy;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many days to simulate; default ${DEFAULT-VALUE}.")
  private long seeds = 1000;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "0",
      description =
          "The seed of the first day; a seed always gives the same day; default ${DEFAULT-VALUE}.")
  private long from;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "How long to simulate new days, for example 2h; replaces --seeds.")
  private @Nullable String time;

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw ConfigException.ofFlag("--seeds " + seeds, "at least 1");
    }
    Optional<Duration> limit = Optional.ofNullable(time).map(SimulateCommand::duration);
    MonitorPolicy rules = MonitorSettings.policy(root().settings(Optional.ofNullable(policy)));
    try {
      Path folder = Files.createTempDirectory("restart-monkey-simulate-");
      try {
        return simulate(rules, Simulation.content(folder, rules), limit);
      } finally {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Duration duration(String text) {
    try {
      return Durations.read(text);
    } catch (IllegalArgumentException e) {
      throw ConfigException.ofFlag("--time " + text, String.valueOf(e.getMessage()));
    }
  }

  private int simulate(MonitorPolicy rules, Content content, Optional<Duration> limit) {
    long begun = System.nanoTime();
    SimulationTotals totals = new SimulationTotals();
    long next = from;
    while (limit.isPresent()
        ? System.nanoTime() - begun < limit.get().toNanos()
        : next < from + seeds) {
      long end = limit.isPresent() ? next + AT_ONCE : Math.min(next + AT_ONCE, from + seeds);
      for (SimulatedDay day : days(next, end, rules, content)) {
        totals.add(day);
        if (day.violation().isPresent()) {
          return tell(day);
        }
      }
      next = end;
    }
    console().out().println(totals.summary(from, next));
    return Exit.DONE;
  }

  private static List<SimulatedDay> days(
      long first, long end, MonitorPolicy rules, Content content) {
    return LongStream.range(first, end)
        .parallel()
        .mapToObj(seed -> new Simulation(seed, rules, content).run())
        .toList();
  }

  private String again(long seed) {
    List<String> words = new ArrayList<>(List.of("simulate", "--from", "" + seed, "--seeds", "1"));
    if (policy != null) {
      words.addAll(List.of("--policy", policy.toString()));
    }
    return Invocation.of(words.toArray(String[]::new));
  }

  private int tell(SimulatedDay day) {
    day.trace().forEach(console().out()::println);
    console()
        .say(
            "seed %d breaks %s; this day alone: %s"
                .formatted(day.seed(), day.violation().orElse(""), again(day.seed())));
    return Exit.FAILED;
  }
}
