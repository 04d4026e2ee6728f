package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows where Ansible looks for the roles of a playbook, and whether a role has some tasks. The
 * places are asked from {@code ansible-config} once for each folder. Thread-safe.
 */
final class RoleTasks {
  private static final Logger LOG = LoggerFactory.getLogger(RoleTasks.class);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Pattern PLACES =
      Pattern.compile("^DEFAULT_ROLES_PATH\\(.*?\\) = \\[(.*)]$", Pattern.MULTILINE);
  private static final Pattern PLACE = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final List<String> ENDINGS = List.of(".yml", ".yaml", ".json", "");

  private final AnsibleSettings settings;
  private final Map<Path, Optional<List<Path>>> places = new ConcurrentHashMap<>();

  RoleTasks(AnsibleSettings settings) {
    this.settings = settings;
  }

  /**
   * Why playbooks in this folder cannot include these tasks.
   *
   * @return empty if they can, or if Ansible does not say where it looks
   */
  Optional<String> lack(Path folder, String role, String tasks) {
    return places.computeIfAbsent(folder, this::ask).flatMap(all -> lack(all, role, tasks));
  }

  private static Optional<String> lack(List<Path> places, String role, String tasks) {
    Optional<Path> found =
        places.stream().map(place -> place.resolve(role)).filter(Files::isDirectory).findFirst();
    if (found.isEmpty()) {
      return Optional.of("there is no role " + role);
    }
    Path file = found.get().resolve("tasks").resolve(tasks);
    return ENDINGS.stream().anyMatch(ending -> Files.isRegularFile(Path.of(file + ending)))
        ? Optional.empty()
        : Optional.of("role %s has no tasks/%s.yml".formatted(role, tasks));
  }

  /** In Ansible's order: beside the playbook, in a collection, as configured. */
  private Optional<List<Path>> ask(Path folder) {
    try (AnsibleQuery run = new AnsibleQuery(DEADLINE)) {
      Path config = Objects.requireNonNull(AnsibleQuery.locate(settings).getParent());
      AnsibleQuery.Answer answer =
          run.ask(List.of(config.resolve("ansible-config").toString(), "dump"), folder);
      Matcher line = PLACES.matcher(answer.output());
      if (answer.exitCode() == 0 && line.find()) {
        List<Path> all = new ArrayList<>();
        all.add(folder.resolve("roles"));
        if (folder.toString().contains("/ansible_collections/")) {
          all.add(folder.resolve("../roles").normalize());
        }
        PLACE
            .matcher(line.group(1))
            .results()
            .flatMap(place -> Stream.of(place.group(1), place.group(2)))
            .filter(Objects::nonNull)
            .forEach(place -> all.add(folder.resolve(place)));
        all.add(folder);
        return Optional.of(all);
      }
      LOG.debug("ansible-config does not say where roles are: {}", answer.output());
    } catch (IOException | RuntimeException e) {
      LOG.debug("ansible-config cannot be asked where roles are", e);
    }
    return Optional.empty();
  }
}
