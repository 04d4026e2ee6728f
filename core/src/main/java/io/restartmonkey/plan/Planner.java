package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a plan out of playbooks and the servers that run, or says why not.
 *
 * <ol>
 *   <li>Playbooks are stages: a stage begins when the one before it has ended.
 *   <li>In a playbook each play is one step, after the steps of the plays that it must run after.
 *   <li>Steps that share a server are never side by side: the lower play waits for the upper one.
 *   <li>A step's targets are the running servers that its host pattern means; none is an error.
 *   <li>All reasons to refuse are collected before anything is refused.
 * </ol>
 *
 * <p>Pure: the same input gives the same plan.
 */
public final class Planner {
  private final HostPatterns patterns;
  private final Predicate<Server> isLocal;
  private final boolean localAllowed;

  /**
   * @param patterns which running servers a host pattern means
   * @param isLocal whether a server is the machine that this process runs on
   * @param localAllowed whether that machine may be a target; it is then the last of its step
   */
  public Planner(HostPatterns patterns, Predicate<Server> isLocal, boolean localAllowed) {
    this.patterns = patterns;
    this.isLocal = isLocal;
    this.localAllowed = localAllowed;
  }

  /**
   * Plans the playbooks one after another.
   *
   * @param playbooks the stages, in order
   * @param notes what to tell an operator along with the plan
   */
  public Planning plan(List<Playbook> playbooks, List<String> notes) {
    PlanBuilder builder = new PlanBuilder(patterns, isLocal, localAllowed);
    builder.note(notes);
    playbooks.forEach(builder::addStage);
    return builder.build();
  }
}
