package io.restartmonkey.ansible;

import com.google.common.collect.Maps;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A run of playbooks that were made up to try what plays need, with the same {@code ansible.cfg}
 * and variables as any other run.
 */
final class Reach {
  private static final String BESIDE = "beside";
  private static final String PLAYBOOK = "restart-monkey-reach.yaml";
  private static final String IMPORTED = "restart_monkey_playbook";

  /** How Ansible says where something is in one of our playbooks. */
  private static final String PLACE =
      "\\s*(?:\\(|Origin: )?%s.*?/%s(?:, line \\d+|(?::\\d+)+)?\\)?";

  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration MORE_FOR_EACH_SERVER = Duration.ofSeconds(1);

  private Reach() {}

  /**
   * Puts the playbooks into folders where Ansible finds what it finds beside the real ones: it
   * looks there for variables, their files, and plugins.
   *
   * @param folder the run's own
   * @param real the folder of the real playbooks
   * @param playbooks by the folders that they are for
   */
  static PlaybookRun run(
      Path folder,
      Inventory inventory,
      Path real,
      Map<String, Object> variables,
      Map<Path, String> playbooks)
      throws IOException {
    LinkedFolders linked = new LinkedFolders(folder.resolve(BESIDE));
    Path top = linked.of(real);
    Map<Path, String> texts = new LinkedHashMap<>();
    for (Map.Entry<Path, String> playbook : playbooks.entrySet()) {
      texts.put(linked.of(playbook.getKey()), playbook.getValue());
    }
    StringBuilder text = new StringBuilder(texts.getOrDefault(top, ""));
    texts.remove(top);
    for (Map.Entry<Path, String> other : texts.entrySet()) {
      text.append(imported(written(other.getKey(), other.getValue())));
    }
    List<String> targets = inventory.servers().stream().map(Server::name).toList();
    return new PlaybookRun(
        folder,
        written(top, text.toString()),
        inventory,
        targets,
        Optional.empty(),
        variables,
        DEADLINE.plus(MORE_FOR_EACH_SERVER.multipliedBy(targets.size())));
  }

  /** An outcome in words of the real files: nobody knows ours, and soon they are gone. */
  static PlaybookOutcome told(PlaybookOutcome outcome, Path folder) {
    UnaryOperator<String> words = text -> told(text, folder);
    if (outcome instanceof PlaybookOutcome.Failed failed) {
      return new PlaybookOutcome.Failed(
          told(failed.hosts(), words), failed.exitCode(), words.apply(failed.reason()));
    } else if (outcome instanceof PlaybookOutcome.CutOff cut) {
      return new PlaybookOutcome.CutOff(
          words.apply(cut.reason()), cut.late(), told(cut.hosts(), words));
    } else if (outcome instanceof PlaybookOutcome.NotStarted refused) {
      return new PlaybookOutcome.NotStarted(words.apply(refused.reason()));
    }
    return outcome;
  }

  private static Map<String, HostOutcome> told(
      Map<String, HostOutcome> hosts, UnaryOperator<String> words) {
    return Maps.transformValues(
        hosts, host -> new HostOutcome(host.state(), host.task(), words.apply(host.message())));
  }

  /** Our folder stands for the root of the file system, see {@link LinkedFolders}. */
  private static String told(String text, Path folder) {
    String beside = folder.resolve(BESIDE).toString();
    return text.replaceAll(PLACE.formatted(Pattern.quote(beside), PLAYBOOK), "")
        .replace(beside, "")
        .replace(folder + "/", "");
  }

  private static Path written(Path folder, String text) throws IOException {
    Path playbook = folder.resolve(PLAYBOOK);
    Files.deleteIfExists(playbook);
    PrivateFile.write(playbook, text);
    return playbook;
  }

  /** Ansible splits a name at spaces, unless it is a template. */
  private static String imported(Path playbook) {
    return "- {import_playbook: '{{ %1$s }}', vars: {%1$s: '%2$s'}}\n"
        .formatted(IMPORTED, playbook.toString().replace("'", "''"));
  }

  /** Hears in which play Ansible gave up, and which checks it has skipped; it says neither. */
  static final class Skipped implements Consumer<PlaybookEvent> {
    private final Map<String, Set<String>> skipped = new HashMap<>();
    private String name = "";

    @Override
    public void accept(PlaybookEvent event) {
      if (event instanceof PlaybookEvent.PlayStarted play) {
        name = play.play();
      } else if (event instanceof PlaybookEvent.HostOk done && !done.changed()) {
        skipped
            .computeIfAbsent(done.host(), host -> new TreeSet<>())
            .add(
                "%s: '%s' is not tried before anything is stopped, as a variable there is undefined or a condition does not hold"
                    .formatted(name, done.task()));
      }
    }

    /** An outcome that says which check came to no end, and of good hosts what was not tried. */
    PlaybookOutcome explained(PlaybookOutcome outcome) {
      String where = "the check before anything is stopped, for " + name + ": ";
      if (outcome instanceof PlaybookOutcome.CutOff cut && !cut.late() && !name.isEmpty()) {
        return new PlaybookOutcome.CutOff(where + cut.reason(), false, cut.hosts());
      } else if (outcome instanceof PlaybookOutcome.NotStarted wrong && !name.isEmpty()) {
        return new PlaybookOutcome.NotStarted(where + wrong.reason());
      } else if (outcome instanceof PlaybookOutcome.Succeeded good) {
        return new PlaybookOutcome.Succeeded(told(good.hosts()));
      } else if (outcome instanceof PlaybookOutcome.Failed failed) {
        return new PlaybookOutcome.Failed(told(failed.hosts()), failed.exitCode(), failed.reason());
      }
      return outcome;
    }

    private Map<String, HostOutcome> told(Map<String, HostOutcome> hosts) {
      Map<String, HostOutcome> told = new HashMap<>(hosts);
      skipped.forEach(
          (host, checks) ->
              told.computeIfPresent(
                  host,
                  (name, outcome) ->
                      outcome.isOk()
                          ? new HostOutcome(outcome.state(), "", String.join("; ", checks))
                          : outcome));
      return told;
    }
  }
}
