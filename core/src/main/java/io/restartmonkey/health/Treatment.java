package io.restartmonkey.health;

import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done about a server.
 *
 * @param server the server's name
 * @param remedy what was done
 * @param startedAt when it began
 * @param endedAt when it ended, or was last heard of
 * @param failure why it did not succeed; empty if it did
 * @param made the server that was to be made by it, in vain; empty if none was, or it was made
 * @param problem what went wrong, in one line; empty text if nothing did
 * @param stands the server that was made by it, and is there
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record Treatment(
    String server,
    Remedy remedy,
    Instant startedAt,
    Instant endedAt,
    Optional<FailureCause> failure,
    Optional<String> made,
    String problem,
    Optional<String> stands) {

  /** One that made no server that is there. */
  public Treatment(
      String server,
      Remedy remedy,
      Instant startedAt,
      Instant endedAt,
      Optional<FailureCause> failure,
      Optional<String> made,
      String problem) {
    this(server, remedy, startedAt, endedAt, failure, made, problem, Optional.empty());
  }

  /** The same with these words for what went wrong. */
  public Treatment withProblem(String words) {
    return new Treatment(server, remedy, startedAt, endedAt, failure, made, words, stands);
  }

  /** The same with a server that was made by it, and is there. */
  public Treatment withStanding(Optional<String> name) {
    return new Treatment(server, remedy, startedAt, endedAt, failure, made, problem, name);
  }

  /** The same, but nothing of it lies later than this. */
  public Treatment notAfter(Instant latest) {
    return new Treatment(
        server,
        remedy,
        startedAt.isAfter(latest) ? latest : startedAt,
        endedAt.isAfter(latest) ? latest : endedAt,
        failure,
        made,
        problem,
        stands);
  }

  public boolean isDone() {
    return failure.isEmpty();
  }

  /** Whether it did not succeed, for this cause. */
  public boolean failedBy(FailureCause cause) {
    return failure.equals(Optional.of(cause));
  }

  public boolean isCure() {
    return isCure(remedy);
  }

  /** Whether something was done to the server, as far as anybody can tell. */
  public boolean reachedTheServer() {
    return remedy != Remedy.RESTORE
        && !failedBy(FailureCause.TRAFFIC)
        && !failedBy(FailureCause.NOT_STARTED);
  }

  /** Whether its server's replacement is there, but the server is not yet gone. */
  public boolean isSuperseded() {
    return remedy == Remedy.REPLACE && !isDone() && made.isEmpty();
  }

  /** Whether a remedy is meant to bring its server back to serving. */
  public static boolean isCure(Remedy remedy) {
    return switch (remedy) {
      case RESTART_SERVICE, REBOOT, POWER_CYCLE, RESTORE, REPLACE -> true;
      case RESTART_AGENT, ADD_SURGE, RETIRE -> false;
    };
  }
}
