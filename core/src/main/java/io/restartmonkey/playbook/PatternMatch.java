package io.restartmonkey.playbook;

import java.util.List;

/** What Ansible says to a host pattern. */
public sealed interface PatternMatch {

  /**
   * It is a pattern.
   *
   * @param names the hosts that match, in Ansible's order; none if nothing matches
   */
  record Hosts(List<String> names) implements PatternMatch {
    public Hosts {
      names = List.copyOf(names);
    }
  }

  /**
   * Ansible cannot make sense of it.
   *
   * @param reason in Ansible's words
   */
  record Refused(String reason) implements PatternMatch {}
}
