package io.restartmonkey.bench;

/** How a fleet is. */
enum Plight {
  WELL,
  /** As many as the monitor does not yet take for load. */
  NEARLY_HALF_BURN_CPU,
  ALL_BURN_CPU,
  ALL_APPS_DOWN,
  ALL_SILENT;

  /** How many looks it takes until a monitor has made up its mind. */
  static final int LOOKS = 12;

  /** The agents beat once, if they do. */
  void letBeat(RedisFleet fleet) {
    switch (this) {
      case WELL -> fleet.beat(0, "7");
      case NEARLY_HALF_BURN_CPU -> fleet.beat(fleet.size() / 2 - 1, "7");
      case ALL_BURN_CPU -> fleet.beat(fleet.size(), "7");
      case ALL_APPS_DOWN -> fleet.beat(0, "down");
      case ALL_SILENT -> {}
    }
  }
}
