package io.restartmonkey.playbook;

/**
 * The one play of a playbook that a run plays. Number and count are Ansible's own, with imports
 * resolved; name and hosts show whether the playbook is still the one that was planned.
 *
 * @param number from 1
 * @param of how many plays the playbook has
 * @param name the play's name; the same as {@code hosts} if it has none
 * @param hosts its host pattern
 */
public record OnePlay(int number, int of, String name, String hosts) {

  /**
   * @throws IllegalArgumentException if there is no such play
   */
  public OnePlay {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException("there is no play %d of %d".formatted(number, of));
    }
  }
}
