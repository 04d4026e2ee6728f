package io.restartmonkey.ansible;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.restartmonkey.Leftover;
import io.restartmonkey.PlaybookEvent;
import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.PlaybookRunner;
import io.restartmonkey.RunFolderException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs each playbook in an {@code ansible-playbook} process of its own.
 *
 * <ol>
 *   <li>Write inventory, variables, command and the event callback into the run's folder.
 *   <li>Start the process in the playbook's folder, so that {@code ansible.cfg} there holds.
 *   <li>Read events as they come; past the deadline, or when interrupted, end the process tree.
 *   <li>Judge by the events, see {@link PlaybookOutcome}.
 * </ol>
 *
 * <p>Thread-safe: runs in different folders may go side by side.
 */
public final class AnsiblePlaybookRunner implements PlaybookRunner {
  private static final Duration TICK = Duration.ofMillis(50);
  private static final int LONGEST_REASON = 2000;

  private final AnsibleSettings settings;

  /** Uses these settings for every run. */
  public AnsiblePlaybookRunner(AnsibleSettings settings) {
    this.settings = settings;
  }

  @Override
  public PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events) {
    RunFiles files = new RunFiles(run.folder().toAbsolutePath());
    List<String> command = PlaybookCommand.words(settings.locate().toString(), settings, run);
    files.prepare(run, command);
    Path folder = Objects.requireNonNull(run.playbook().toAbsolutePath().getParent());
    try (OutputStream output = Files.newOutputStream(files.stdout())) {
      AnsibleProcess process =
          new AnsibleProcess(command, environment(files), folder, files.folder(), output);
      return follow(run, files, process, events);
    } catch (IOException e) {
      throw new RunFolderException(files.stdout() + " cannot be written: " + e, e);
    }
  }

  @Override
  public Optional<PlaybookOutcome> recover(PlaybookRun run) {
    RunFiles files = new RunFiles(run.folder().toAbsolutePath());
    ProcessTree.end(files.folder(), Optional.empty());
    OutcomeOf outcome = new OutcomeOf(run.targets());
    new EventFile(files.events()).next().forEach(outcome::take);
    return outcome.isCleanEnd() ? Optional.of(outcome.exited(0, "")) : Optional.empty();
  }

  @Override
  public List<Leftover> leftovers(Path runs) {
    Path root = runs.toAbsolutePath();
    SortedMap<String, List<Long>> processes =
        ProcessTree.marked(folder -> folder.startsWith(root)).stream()
            .filter(marked -> !marked.isSharedConnection())
            .collect(
                groupingBy(
                    marked -> String.valueOf(root.relativize(marked.folder()).getName(0)),
                    TreeMap::new,
                    mapping(marked -> marked.process().pid(), toList())));
    return processes.entrySet().stream()
        .map(run -> new Leftover(run.getKey(), run.getValue()))
        .toList();
  }

  private static PlaybookOutcome follow(
      PlaybookRun run, RunFiles files, AnsibleProcess process, Consumer<PlaybookEvent> events) {
    OutcomeOf outcome = new OutcomeOf(run.targets());
    EventFile file = new EventFile(files.events());
    Runnable readEvents =
        () ->
            file.next()
                .forEach(
                    event -> {
                      outcome.take(event);
                      events.accept(event);
                    });
    long start = System.nanoTime();
    Optional<String> cut = Optional.empty();
    try {
      while (cut.isEmpty() && !process.endsWithin(TICK)) {
        readEvents.run();
        if (System.nanoTime() - start > run.deadline().toNanos()) {
          cut = Optional.of("not finished after " + run.deadline().toSeconds() + " s: ended");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut = Optional.of("ended, as asked");
    }
    if (cut.isPresent()) {
      process.end();
    }
    readEvents.run();
    return cut.map(outcome::cutOff)
        .orElseGet(() -> outcome.exited(process.exitCode(), reason(files)));
  }

  private static Map<String, String> environment(RunFiles files) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(ProcessTree.MARK, files.folder().toString());
    environment.put("RESTART_MONKEY_EVENTS", files.events().toString());
    environment.put("ANSIBLE_CALLBACK_PLUGINS", files.callbacks().toString());
    environment.merge(
        "ANSIBLE_CALLBACKS_ENABLED", "restart_monkey_events", (mine, ours) -> mine + "," + ours);
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.remove("ANSIBLE_FORCE_COLOR");
    environment.remove("RESTART_MONKEY_REDIS_PASSWORD");
    return environment;
  }

  /** Ansible's own words from its first {@code ERROR!} on. */
  private static String reason(RunFiles files) {
    try {
      String text = Files.readString(files.stdout(), StandardCharsets.UTF_8).strip();
      int error = Math.max(text.indexOf("ERROR!"), text.indexOf("[ERROR]"));
      String reason = error >= 0 ? text.substring(error) : text;
      return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    } catch (IOException e) {
      return "ansible-playbook gave no reason: " + e;
    }
  }
}
