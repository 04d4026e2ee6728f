package io.restartmonkey.ansible;

import java.util.List;

/** What Ansible says about a playbook on an inventory. */
public sealed interface PlaybookInspection {

  /**
   * Ansible can play it.
   *
   * @param ansible the version of ansible-core that says so
   * @param incompleteBecause tasks that will change the hosts of later plays, and what could not be
   *     looked into and so may have such tasks; empty if none will
   * @param notes what else an operator should know
   * @param plays every play, in order
   */
  record Playable(
      String ansible, List<String> incompleteBecause, List<String> notes, List<ListedPlay> plays)
      implements PlaybookInspection {
    public Playable {
      incompleteBecause = List.copyOf(incompleteBecause);
      notes = List.copyOf(notes);
      plays = List.copyOf(plays);
    }

    /** Whether the plays will have just these hosts when they run. */
    public boolean isComplete() {
      return incompleteBecause.isEmpty();
    }
  }

  /**
   * Ansible refuses it.
   *
   * @param reason in Ansible's words
   */
  record Unplayable(String reason) implements PlaybookInspection {}

  /**
   * One play.
   *
   * @param name its name, or its pattern if it has none
   * @param pattern its host pattern, with templates rendered
   * @param hosts its hosts in the order in which Ansible takes them; may be empty
   * @param batches the same hosts, as {@code serial} cuts them
   */
  record ListedPlay(String name, String pattern, List<String> hosts, List<List<String>> batches) {
    public ListedPlay {
      hosts = List.copyOf(hosts);
      batches = List.copyOf(batches);
    }
  }
}
