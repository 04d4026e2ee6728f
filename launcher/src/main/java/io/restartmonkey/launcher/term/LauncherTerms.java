package io.restartmonkey.launcher.term;

import io.restartmonkey.launcher.setting.CoreOptions;
import io.restartmonkey.term.Command;
import io.restartmonkey.term.Option;
import io.restartmonkey.term.Terms;
import java.util.List;
import java.util.stream.Stream;

/** Settings and commands of the launcher, for the messages of core. */
public final class LauncherTerms implements Terms {
  /** For {@link java.util.ServiceLoader}. */
  public LauncherTerms() {}

  @Override
  public String of(Option option) {
    return CoreOptions.setting(option).path();
  }

  @Override
  public String of(Command command, List<String> arguments) {
    if (command == Command.GIVE_VARIABLE) {
      return "-e " + String.join(" ", arguments) + "=…";
    }
    return Invocation.of(
        Stream.concat(words(command).stream(), arguments.stream()).toArray(String[]::new));
  }

  private static List<String> words(Command command) {
    return switch (command) {
      case RESTART -> List.of("restart");
      case RESUME -> List.of("resume");
      case SMOKE_TEST -> List.of("smoke-test");
      case GIVE_VARIABLE -> List.of("-e");
      case LIST_RUNS -> List.of("runs", "list");
      case SHOW_STATUS -> List.of("status");
      case SHOW_CLUSTER, MAKE_SNAPSHOT -> List.of("snapshot");
      case END_QUARANTINE -> List.of("quarantine", "clear");
    };
  }
}
