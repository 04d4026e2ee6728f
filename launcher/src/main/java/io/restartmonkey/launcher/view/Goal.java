package io.restartmonkey.launcher.view;

import com.google.common.collect.ImmutableList;
import io.restartmonkey.run.Stage;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What can be asked of a cluster. */
public enum Goal {
  STOP(Stage.STOP),
  RESTART(Stage.RESTART),
  SMOKE_TEST(Stage.SMOKE_TEST),
  RESTART_CLUSTER(Stage.STOP, Stage.RESTART);

  private final ImmutableList<Stage> stages;

  Goal(Stage... stages) {
    this.stages = ImmutableList.copyOf(stages);
  }

  public List<Stage> stages() {
    return stages;
  }

  /** The command of that name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The command that asks for these stages. */
  static String of(List<Stage> stages) {
    for (Goal goal : values()) {
      if (goal.stages.equals(stages)) {
        return goal.toString();
      }
    }
    return stages.toString();
  }

  /** Reads a command's name for picocli. */
  public static final class Converter implements ITypeConverter<Goal> {

    @Override
    public Goal convert(String text) {
      for (Goal goal : values()) {
        if (goal.toString().equals(text)) {
          return goal;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is none of stop, restart, smoke-test, restart-cluster");
    }
  }
}
