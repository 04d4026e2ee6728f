package io.restartmonkey.term;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * What the users of a program call what they can set and ask for. A program with settings or
 * commands of its own provides one to {@link ServiceLoader}; then every message names what its
 * users have. The first that is found is taken, once for the whole program.
 */
public interface Terms {
  /** What the users call this option, such as the name of a setting. */
  String of(Option option);

  /**
   * What the users type or call for this.
   *
   * @param arguments what it is about, in the order that {@link Command} gives
   */
  String of(Command command, List<String> arguments);

  /** What users call the environment variables that hold secrets; Ansible does not get them. */
  default Set<String> secretVariables() {
    return Set.of();
  }
}
