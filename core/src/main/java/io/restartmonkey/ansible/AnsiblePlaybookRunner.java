package io.restartmonkey.ansible;

import com.google.common.collect.ImmutableMap;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.PatternMatch;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.PreparedRun;
import io.restartmonkey.playbook.RunFolderException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs playbooks by {@code ansible-playbook}: each in a process of its own, or in a fork of one
 * that has imported Ansible.
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
public final class AnsiblePlaybookRunner implements PlaybookRunner, AutoCloseable {
  private final AnsibleSettings settings;
  private final Executions executions;
  private final Map<Path, Executions.Held> prepared = new ConcurrentHashMap<>();
  private final RoleTasks roleTasks;
  private volatile boolean isSupported;

  /** A plain one: imports Ansible anew for each run. */
  public AnsiblePlaybookRunner(AnsibleSettings settings) {
    this(settings, new ColdExecutions());
  }

  /**
   * A warm one: for each folder of playbooks a process of its own imports Ansible once, and forks
   * for each run. Where that cannot be done it is as a plain one. It must be closed.
   */
  public static AnsiblePlaybookRunner warm(AnsibleSettings settings) {
    return new AnsiblePlaybookRunner(settings, new WarmExecutions(settings, Optional.empty()));
  }

  /**
   * A warm one whose processes have their files in this folder, as long as it can be written, and
   * among temporary files otherwise. Choose one where nobody tidies up, for a program that goes on
   * for days: not below {@code /tmp}.
   */
  public static AnsiblePlaybookRunner warm(AnsibleSettings settings, Path files) {
    return new AnsiblePlaybookRunner(settings, new WarmExecutions(settings, Optional.of(files)));
  }

  AnsiblePlaybookRunner(AnsibleSettings settings, Executions executions) {
    this.settings = settings;
    this.executions = executions;
    this.roleTasks = new RoleTasks(settings);
  }

  /**
   * Has Ansible imported for the playbooks in this folder, if this is a warm runner; returns at
   * once.
   */
  public void warmUp(Path folder) {
    executions.warmUp(folder.toAbsolutePath());
  }

  /** Why Ansible is imported anew for each run of a playbook in this folder; empty if it is not. */
  public Optional<String> whyCold(Path folder) {
    return executions.whyCold(folder.toAbsolutePath());
  }

  /** Ends the processes that keep Ansible imported. */
  @Override
  public void close() {
    executions.close();
  }

  @Override
  public List<String> refusals(Inventory inventory, List<Path> playbooks) {
    if (!isSupported) {
      settings.locate();
      executions
          .version(folderOf(playbooks.get(0)))
          .orElseGet(() -> AnsibleVersion.ask(settings))
          .require();
      isSupported = true;
    }
    List<Path> unknown = playbooks.stream().filter(playbook -> !isLoaded(playbook)).toList();
    return unknown.isEmpty()
        ? List.of()
        : SyntaxCheck.refusals(settings, executions, inventory, unknown);
  }

  /** Whether a run that is prepared shows that Ansible can begin to run this playbook. */
  private boolean isLoaded(Path playbook) {
    return Optional.ofNullable(prepared.get(playbook))
        .filter(Executions.Held::isLoaded)
        .isPresent();
  }

  @Override
  public PlaybookOutcome reach(
      Inventory inventory,
      Path folder,
      Map<String, Object> variables,
      Map<Path, String> playbooks) {
    return unlessInterrupted(
        inventory.servers().stream().map(Server::name).toList(),
        () -> reached(inventory, folder.toAbsolutePath(), variables, playbooks));
  }

  private PlaybookOutcome reached(
      Inventory inventory,
      Path folder,
      Map<String, Object> variables,
      Map<Path, String> playbooks) {
    try (TemporaryFolder temporary = new TemporaryFolder()) {
      PlaybookRun run = Reach.run(temporary.path(), inventory, folder, variables, playbooks);
      Reach.Skipped skipped = new Reach.Skipped();
      PlaybookOutcome outcome =
          AnsibleReason.ofEnd(run(run, folder, skipped), files(run)::lastOutput);
      return Reach.told(skipped.explained(outcome), temporary.path());
    } catch (IOException e) {
      throw new AnsibleUnavailableException(
          "no temporary folder can be written: " + FileProblem.of(e));
    }
  }

  @Override
  public Optional<String> lacks(Path folder, String role, String tasks) {
    return roleTasks.lack(folder.toAbsolutePath(), role, tasks);
  }

  @Override
  public PatternMatch hosts(Inventory inventory, Path folder, String pattern) {
    return HostList.of(settings, inventory, folder, pattern);
  }

  @Override
  public PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events) {
    return run(run, folderOf(run.playbook()), events);
  }

  private PlaybookOutcome run(PlaybookRun run, Path workingFolder, Consumer<PlaybookEvent> events) {
    RunFiles files = files(run);
    return unlessInterrupted(
        run.targets(),
        () -> {
          AnsibleCommand command = written(run, files, workingFolder);
          return new RunSupervisor(run, files, events).supervise(() -> executions.start(command));
        });
  }

  /** An interrupt closes the file that is read or written: it is the reason, whatever that says. */
  private static PlaybookOutcome unlessInterrupted(
      List<String> targets, Supplier<PlaybookOutcome> run) {
    try {
      return run.get();
    } catch (AnsibleUnavailableException | RunFolderException e) {
      if (Thread.currentThread().isInterrupted()) {
        return new OutcomeOf(targets).interrupted();
      }
      throw e;
    }
  }

  @Override
  public PreparedRun prepare(PlaybookRun run) {
    RunFiles files = files(run);
    Executions.Held held = held(files, written(run, files, folderOf(run.playbook())));
    prepared.put(run.playbook(), held);
    return new HeldRun(run, files, held);
  }

  private Executions.Held held(RunFiles files, AnsibleCommand command) {
    try {
      return executions.hold(command);
    } catch (IOException e) {
      throw files.unwritableOutput(e);
    }
  }

  /** A run that waits for its start; meanwhile it shows whether its playbook can be loaded. */
  private final class HeldRun implements PreparedRun {
    private final PlaybookRun run;
    private final RunFiles files;
    private final Executions.Held held;

    HeldRun(PlaybookRun run, RunFiles files, Executions.Held held) {
      this.run = run;
      this.files = files;
      this.held = held;
    }

    @Override
    public PlaybookOutcome go(Consumer<PlaybookEvent> events) {
      prepared.remove(run.playbook(), held);
      return unlessInterrupted(
          run.targets(), () -> new RunSupervisor(run, files, events).supervise(held::go));
    }

    @Override
    public void close() {
      prepared.remove(run.playbook(), held);
      held.drop();
    }
  }

  @Override
  public Optional<PlaybookOutcome> recover(PlaybookRun run) {
    RunFiles files = files(run);
    if (!files.isOver()) {
      ProcessTree.end(files.folder(), Optional.empty());
    }
    OutcomeOf outcome = new OutcomeOf(run.targets());
    new EventFile(files.events()).next().forEach(outcome::take);
    return outcome.isCleanEnd() ? Optional.of(outcome.exited(0, () -> "")) : Optional.empty();
  }

  @Override
  public List<OrphanRun> leftovers(Path runs) {
    return RunsAtWork.in(runs.toAbsolutePath());
  }

  /** Writes all files that the command reads. */
  private AnsibleCommand written(PlaybookRun run, RunFiles files, Path workingFolder) {
    PlayScript script = PlayScript.of(settings.locate());
    List<String> words = PlaybookCommand.words(script, settings, run);
    files.prepare(run, script.typed(words, files));
    return new AnsibleCommand(
        words,
        ImmutableMap.<String, String>builder()
            .put(EventCallback.EVENTS, files.events().toString())
            .put(EventCallback.DEADLINE, String.valueOf(run.deadline().toSeconds()))
            .putAll(script.variables(files))
            .build(),
        workingFolder,
        files.folder(),
        files.stdout(),
        run.deadline());
  }

  private static Path folderOf(Path playbook) {
    return Objects.requireNonNull(playbook.toAbsolutePath().getParent());
  }

  private static RunFiles files(PlaybookRun run) {
    return new RunFiles(run.folder().toAbsolutePath());
  }
}
