package io.restartmonkey.bench;

import io.restartmonkey.fake.ScriptedCluster.State;
import io.restartmonkey.health.MonitorPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Counts the ticks from a fault to the restart of its server, in virtual time; the fault and the
 * heartbeats fall anywhere between two ticks.
 */
final class ReactionBench {
  private static final int PHASES = 100;

  private final Random random = new Random(1);
  private final MonitorPolicy policy = MonitorPolicy.DEFAULT;
  private final Path folder;
  private final int phases;

  private ReactionBench(Path folder, int phases) {
    this.folder = folder;
    this.phases = phases;
  }

  public static void main(String[] args) throws IOException {
    ReactionBench bench =
        new ReactionBench(
            Files.createTempDirectory("reaction-bench"), PHASES * Integer.parseInt(args[0]));
    bench.print("high CPU", State.BUSY);
    bench.print("the last heartbeat", State.FROZEN);
  }

  private void print(String what, State fault) throws IOException {
    List<Double> ticks = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < phases; i++) {
      Reaction.Taken taken = new Reaction(policy, phase(), folder).to(fault, phase());
      ticks.add((double) taken.ticks());
      seconds.add(taken.time().toMillis() / 1e3);
    }
    System.out.printf(
        "from %s to the restart: %.0f ticks (%.0f to %.0f), at most %d wanted; %s s%n",
        what,
        Figures.median(ticks),
        ticks.stream().min(Double::compare).orElseThrow(),
        ticks.stream().max(Double::compare).orElseThrow(),
        Reaction.target(fault, policy.health()),
        Figures.of(seconds));
  }

  private Duration phase() {
    return Duration.ofNanos(random.nextLong(policy.health().interval().toNanos()));
  }
}
