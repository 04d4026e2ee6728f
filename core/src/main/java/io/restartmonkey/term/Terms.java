package io.restartmonkey.term;

import java.util.List;
import java.util.ServiceLoader;

/**
 * What the users of a program call what they can set and ask for. A program with settings or
 * commands of its own provides one to {@link ServiceLoader}; then every message names what its
 * users have. The first that is found is taken, once for the whole program: by the context class
 * loader of the thread that needs it first, or else by the loader of this class. Where one fails,
 * or has no name, the name is that of the Java API.
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
}
