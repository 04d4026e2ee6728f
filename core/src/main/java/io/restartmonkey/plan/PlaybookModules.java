package io.restartmonkey.plan;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Set;
import java.util.stream.Stream;

/** The names under which playbooks call what comes with Ansible itself. */
final class PlaybookModules {
  private PlaybookModules() {}

  /** Short names, and the same with the collections that they stand for. */
  static Set<String> named(String... names) {
    return Stream.of(names)
        .flatMap(name -> Stream.of(name, "ansible.builtin." + name, "ansible.legacy." + name))
        .collect(toUnmodifiableSet());
  }
}
