package io.restartmonkey.ansible;

import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts commands in forks of resident processes that have imported Ansible, one for each folder of
 * playbooks, as {@code ansible.cfg} there is read when Ansible is imported. A resident process that
 * has died is started again. Where none comes up, commands are started as processes of their own.
 */
final class WarmExecutions implements Executions {
  private static final Logger LOG = LoggerFactory.getLogger(WarmExecutions.class);
  private static final Duration TO_IMPORT = Duration.ofSeconds(60);
  private static final Duration TO_LOAD = Duration.ofSeconds(60);
  private static final Duration TO_TRY_AGAIN = Duration.ofMinutes(10);

  private record Failure(String reason, long since) {}

  private final AnsibleSettings settings;
  private final Optional<Path> keptIn;
  private final Executions cold = new ColdExecutions();
  private final Map<Path, ResidentAnsible> residents = new HashMap<>();
  private final Map<Path, Failure> failures = new HashMap<>();

  WarmExecutions(AnsibleSettings settings, Optional<Path> keptIn) {
    this.settings = settings;
    this.keptIn = keptIn;
  }

  @Override
  public void warmUp(Path folder) {
    resident(folder);
  }

  @Override
  public Optional<String> whyCold(Path folder) {
    ready(folder);
    synchronized (this) {
      return Optional.ofNullable(failures.get(real(folder))).map(Failure::reason);
    }
  }

  @Override
  public Optional<AnsibleVersion> version(Path folder) {
    return ready(folder).flatMap(ResidentAnsible::version);
  }

  @Override
  public Execution start(AnsibleCommand command) throws IOException {
    Optional<ResidentRun> run =
        ready(command.workingFolder()).flatMap(resident -> resident.fork(command, false));
    return run.isPresent() ? run.get() : cold.start(command);
  }

  @Override
  public Held hold(AnsibleCommand command) throws IOException {
    Optional<ResidentAnsible> resident = resident(command.workingFolder());
    return resident.isPresent() ? new HeldFork(command, resident.get()) : cold.hold(command);
  }

  /**
   * A fork that waits before it acts, once there is one. Where none comes about, or its resident
   * process dies, nothing was gained.
   */
  private final class HeldFork implements Held {
    private final AnsibleCommand command;
    private final ResidentAnsible resident;
    private final CompletableFuture<Optional<ResidentRun>> run;
    private boolean gone;
    private boolean dropped;

    HeldFork(AnsibleCommand command, ResidentAnsible resident) {
      this.command = command;
      this.resident = resident;
      this.run = CompletableFuture.supplyAsync(this::fork, task -> daemon(task).start());
    }

    private Optional<ResidentRun> fork() {
      Optional<ResidentRun> forked =
          ready(command.workingFolder())
              .filter(resident::equals)
              .flatMap(ready -> ready.fork(command, true));
      synchronized (this) {
        if (dropped) {
          forked.ifPresent(ResidentRun::end);
        }
      }
      return forked;
    }

    @Override
    public Execution go() throws IOException {
      gone = true;
      Optional<ResidentRun> forked = run.join();
      if (forked.isPresent() && resident.go(forked.get())) {
        return forked.get();
      }
      forked.ifPresent(ResidentRun::end);
      return start(command);
    }

    @Override
    public boolean isLoaded() {
      return run.join().filter(held -> held.isLoadedWithin(TO_LOAD)).isPresent();
    }

    @Override
    public synchronized void drop() {
      dropped = true;
      if (!gone && run.isDone()) {
        run.join().ifPresent(ResidentRun::end);
      }
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "held fork of Ansible");
    thread.setDaemon(true);
    return thread;
  }

  /** The resident process of this folder, once it has imported Ansible. */
  private Optional<ResidentAnsible> ready(Path folder) {
    Optional<ResidentAnsible> resident = resident(folder);
    try {
      if (resident.isEmpty() || resident.get().isReadyWithin(TO_IMPORT)) {
        return resident;
      }
      failed(folder, resident.get().complaint());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private synchronized Optional<ResidentAnsible> resident(Path named) {
    Path folder = real(named);
    Failure failure = failures.get(folder);
    if (failure != null && System.nanoTime() - failure.since() < TO_TRY_AGAIN.toNanos()) {
      return Optional.empty();
    }
    ResidentAnsible known = residents.get(folder);
    if (known != null && known.isAlive()) {
      return Optional.of(known);
    }
    if (known != null) {
      LOG.info("the resident Ansible of {} has died: starting it again", folder);
      known.close();
    }
    try {
      failures.remove(folder);
      ResidentAnsible begun = new ResidentAnsible(settings.locate(), folder, keptIn);
      residents.put(folder, begun);
      return Optional.of(begun);
    } catch (AnsibleUnavailableException e) {
      failed(folder, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A link may lead to another release of the playbooks by now. */
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  private synchronized void failed(Path named, String reason) {
    Path folder = real(named);
    LOG.info("Ansible is started anew for each run in {}: {}", folder, reason);
    failures.put(folder, new Failure(reason, System.nanoTime()));
    Optional.ofNullable(residents.remove(folder)).ifPresent(ResidentAnsible::close);
  }

  @Override
  public synchronized void close() {
    residents.values().forEach(ResidentAnsible::close);
    residents.clear();
  }
}
