package io.restartmonkey.simulation;

import java.util.HashMap;
import java.util.Map;

/** I10: a power switch that cannot act is not asked for ever. */
final class PowerSwitchTries {
  /** A switch that cannot act is asked twice by each of at most three monitors that forget. */
  private static final int MAX_IN_VAIN = 6;

  private final World world;
  private final Violations violations;
  private final Map<String, Integer> askedInVain = new HashMap<>();

  PowerSwitchTries(World world, Violations violations) {
    this.world = world;
    this.violations = violations;
  }

  /** A power switch that cannot act was asked to. */
  void asksInVain(String name) {
    if (askedInVain.merge(name, 1, Integer::sum) > MAX_IN_VAIN) {
      violations.report("I10", name + " is to be power-cycled again and again, which cannot be");
    }
  }

  /** Forgets the tries for servers that serve again. */
  void forgetServing() {
    askedInVain.keySet().removeIf(name -> world.server(name).filter(world::serves).isPresent());
  }
}
