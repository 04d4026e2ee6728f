package io.restartmonkey.simulation;

import java.time.Duration;

/** The role {@code smoke_test}: it waits until the app of a server answers. */
final class SmokeTestRole {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;
  private final Tasks tasks;

  SmokeTestRole(World world, Tasks tasks) {
    this.world = world;
    this.tasks = tasks;
  }

  /** Waits until the app answers. */
  void test() {
    String task = "smoke_test : Wait until the app answers";
    tasks.task(
        task,
        () -> answers() ? tasks.about(Tasks.SHORT) : PATIENCE,
        () -> {
          if (!tasks.letsIn()) {
            return tasks.unreachable(task);
          }
          // Who tests a server has been there, so that an older run comes too late.
          return tasks
              .fenced(tasks.name())
              .or(() -> answers() ? Tasks.WELL : tasks.failed(task, "HTTP 503"));
        });
  }

  private boolean answers() {
    return world.server(tasks.name()).filter(SimulatedServer::answers).isPresent();
  }
}
