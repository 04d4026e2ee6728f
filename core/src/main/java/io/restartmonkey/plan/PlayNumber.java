package io.restartmonkey.plan;

/**
 * Which play of a playbook is meant: its place in Ansible's own list, with imports resolved.
 *
 * @param number from 1
 * @param of how many plays there are
 */
public record PlayNumber(int number, int of) {

  /**
   * @throws IllegalArgumentException if there is no such play
   */
  public PlayNumber {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException("there is no play %d of %d".formatted(number, of));
    }
  }
}
