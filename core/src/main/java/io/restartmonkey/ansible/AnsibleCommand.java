package io.restartmonkey.ansible;

import com.google.common.collect.ImmutableMap;
import io.restartmonkey.plan.ContentContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A command of Ansible that is to be run.
 *
 * @param words its words, the executable first
 * @param variables environment variables of its own
 * @param workingFolder where to run it: {@code ansible.cfg} there holds
 * @param folder what its processes are found by, see {@link ProcessTree}; it may keep files there
 * @param output takes what it prints
 * @param deadline how long it may go on if nobody is left to end it
 */
record AnsibleCommand(
    List<String> words,
    Map<String, String> variables,
    Path workingFolder,
    Path folder,
    Path output,
    Duration deadline) {
  AnsibleCommand {
    words = List.copyOf(words);
    variables =
        ImmutableMap.<String, String>builder()
            .putAll(variables)
            .put(ProcessTree.MARK, folder.toString())
            .buildKeepingLast();
  }

  /**
   * The variables of this process and what every Ansible gets, without secrets that it needs not.
   */
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.remove("ANSIBLE_FORCE_COLOR");
    environment.remove(ContentContract.REDIS_PASSWORD_VARIABLE); // Plays of ours do not need it.
    return environment;
  }
}
