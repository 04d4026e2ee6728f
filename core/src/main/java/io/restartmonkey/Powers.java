package io.restartmonkey;

import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.plan.ContentContract.Roles;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.run.Content;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be done to servers of a provider: its role may lack the tasks, each of which is
 * optional. Immutable.
 */
public final class Powers {
  private static final Map<Remedy, List<String>> NEEDS =
      Map.of(
          Remedy.POWER_CYCLE, Roles.POWER_TASKS,
          Remedy.ADD_SURGE, Roles.SERVER_TASKS,
          Remedy.REPLACE, Roles.SERVER_TASKS);

  private final Content content;
  private final PlaybookRunner runner;

  /**
   * @param content the playbooks
   * @param runner knows where Ansible looks for their roles
   */
  public Powers(Content content, PlaybookRunner runner) {
    this.content = content;
    this.runner = runner;
  }

  /** Why some remedies can do nothing about servers of a provider; none if nobody can tell. */
  public Map<Remedy, String> unable(String provider) {
    Map<Remedy, String> unable = new EnumMap<>(Remedy.class);
    NEEDS.forEach(
        (remedy, tasks) ->
            tasks.stream()
                .flatMap(one -> why(provider, one).stream())
                .findFirst()
                .ifPresent(why -> unable.put(remedy, why)));
    return unable;
  }

  private Optional<String> why(String provider, String tasks) {
    return provider.equals(ContentContract.PROVIDER_BY_HAND)
        ? Optional.of("provider manual means that nobody but a person can do it")
        : runner.lacks(content.treatments(), Roles.PROVIDER_PREFIX + provider, tasks);
  }
}
