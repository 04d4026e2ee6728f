package io.restartmonkey.ansible;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.restartmonkey.Leftover;
import io.restartmonkey.PatternMatch;
import io.restartmonkey.PlaybookEvent;
import io.restartmonkey.PlaybookOutcome;
import io.restartmonkey.PlaybookRun;
import io.restartmonkey.PlaybookRunner;
import io.restartmonkey.RunFolderException;
import io.restartmonkey.inventory.Inventory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import java.util.function.Supplier;

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
  private static final String ENDED = "ended, as asked";
  private static final Duration TICK = Duration.ofMillis(50);
  private static final int LAST_OUTPUT = 64 * 1024;

  private final AnsibleSettings settings;

  /** Uses these settings for every run. */
  public AnsiblePlaybookRunner(AnsibleSettings settings) {
    this.settings = settings;
  }

  @Override
  public List<String> refusals(Inventory inventory, List<Path> playbooks) {
    AnsibleVersion.require(settings);
    return SyntaxCheck.refusals(settings, inventory, playbooks);
  }

  @Override
  public PatternMatch hosts(Inventory inventory, Path folder, String pattern) {
    return HostList.of(settings, inventory, folder, pattern);
  }

  @Override
  public PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events) {
    RunFiles files = new RunFiles(run.folder().toAbsolutePath());
    List<String> command = PlaybookCommand.words(settings.locate().toString(), settings, run);
    try {
      files.prepare(run, command);
    } catch (RunFolderException e) {
      if (Thread.currentThread().isInterrupted()) { // An interrupt closes the file that is written.
        return new OutcomeOf(run.targets()).cutOff(ENDED);
      }
      throw e;
    }
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
    return outcome.isCleanEnd() ? Optional.of(outcome.exited(0, () -> "")) : Optional.empty();
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
    Optional<Supplier<PlaybookOutcome>> cut = Optional.empty();
    try {
      while (cut.isEmpty() && !process.endsWithin(TICK)) {
        readEvents.run();
        if (System.nanoTime() - start > run.deadline().toNanos()) {
          cut = Optional.of(() -> outcome.late(run.deadline()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut = Optional.of(() -> outcome.cutOff(ENDED));
    }
    if (cut.isPresent()) {
      process.end();
    }
    readEvents.run();
    return cut.orElse(() -> outcome.exited(process.exitCode(), () -> reason(files))).get();
  }

  private static Map<String, String> environment(RunFiles files) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(ProcessTree.MARK, files.folder().toString());
    environment.put("RESTART_MONKEY_EVENTS", files.events().toString());
    environment.merge(
        "ANSIBLE_CALLBACK_PLUGINS",
        files.callbacks().toString(),
        (theirs, ours) -> theirs + ":" + ours);
    environment.merge(
        "ANSIBLE_CALLBACKS_ENABLED", "restart_monkey_events", (mine, ours) -> mine + "," + ours);
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.remove("ANSIBLE_FORCE_COLOR");
    environment.remove("RESTART_MONKEY_REDIS_PASSWORD");
    return environment;
  }

  /** What Ansible printed last. */
  private static String reason(RunFiles files) {
    try (FileChannel stdout = FileChannel.open(files.stdout())) {
      int size = (int) Math.min(LAST_OUTPUT, stdout.size());
      ByteBuffer tail = ByteBuffer.allocate(size);
      stdout.read(tail, stdout.size() - size);
      String text = new String(tail.array(), StandardCharsets.UTF_8);
      return AnsibleReason.in(text).orElse(AnsibleReason.safe(text));
    } catch (IOException e) {
      return "ansible-playbook gave no reason: " + e;
    }
  }
}
