package io.restartmonkey.launcher.command;

import io.restartmonkey.journal.RunFolders;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.term.Invocation;
import io.restartmonkey.launcher.view.Goal;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.ClusterSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Knows that Redis does not answer after a stop, as it was stopped too, and what to do then. */
final class StoppedBefore {
  private StoppedBefore() {}

  /** The same source, whose failure names the state that the last stop kept. */
  static ClusterSource hinting(Session session, Goal goal, ClusterSource source) {
    if (goal != Goal.RESTART || !source.isLive()) {
      return source;
    }
    return () -> {
      try {
        return source.read();
      } catch (ClusterUnreachableException e) {
        String state =
            lastStop(session.runs())
                .map(
                    run -> session.runs().folder().resolve(run).resolve("snapshot.json").toString())
                .orElse("FILE");
        throw new ClusterUnreachableException(
            "%s; after a stop Redis is down like the rest, then continue with: %s"
                .formatted(e.getMessage(), Invocation.of("restart", "--state", state)),
            e);
      }
    };
  }

  private static Optional<String> lastStop(RunFolders runs) {
    List<String> newestFirst = new ArrayList<>(runs.list());
    Collections.reverse(newestFirst);
    return newestFirst.stream().filter(run -> isStop(runs, run)).findFirst();
  }

  private static boolean isStop(RunFolders runs, String run) {
    try {
      return runs.look(run).request().stages().contains(Stage.STOP);
    } catch (RunFolderException e) {
      return false;
    }
  }
}
