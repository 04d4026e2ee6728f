package io.restartmonkey.launcher.command;

import com.google.common.collect.ImmutableList;
import io.restartmonkey.Stage;
import java.util.List;
import java.util.Locale;

/** What can be asked of a cluster. */
enum Goal {
  STOP(Stage.STOP),
  RESTART(Stage.RESTART),
  SMOKE_TEST(Stage.SMOKE_TEST),
  RESTART_CLUSTER(Stage.STOP, Stage.RESTART);

  private final ImmutableList<Stage> stages;

  Goal(Stage... stages) {
    this.stages = ImmutableList.copyOf(stages);
  }

  List<Stage> stages() {
    return stages;
  }

  /** The command of that name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String of(List<Stage> stages) {
    for (Goal goal : values()) {
      if (goal.stages.equals(stages)) {
        return goal.toString();
      }
    }
    return stages.toString();
  }
}
