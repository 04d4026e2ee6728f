package io.restartmonkey.ansible;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Strings;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that keeps Ansible imported and forks for each run, see {@code warm_ansible.py}. It
 * runs with the Python of {@code ansible-playbook} in the folder of the playbooks, and ends when
 * this one does, whatever ends it. Thread-safe.
 */
final class ResidentAnsible implements ResidentStreams.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentAnsible.class);
  private static final String SCRIPT = "warm_ansible.py";

  /** What the script imports from its own folder. */
  private static final List<String> PARTS =
      List.of(
          "warm_ansible_fork.py",
          "warm_ansible_home.py",
          "warm_ansible_imports.py",
          "warm_ansible_modules.py",
          "warm_ansible_resident.py",
          "warm_ansible_run.py");

  private static final String PREFIX = "resident-";
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration TO_LEAVE = Duration.ofSeconds(5);
  private static final Duration FOREVER = Duration.ofDays(36500);

  /** A fork's mark is written over that of the process it comes from, which must leave room. */
  private static final int MAX_MARK_LENGTH = 4096;

  private final Path home;
  private final ResidentStreams streams = new ResidentStreams(this);
  private final AnsibleProcess process;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
  private final Map<Integer, ResidentRun> runs = new ConcurrentHashMap<>();
  private final AtomicInteger lastNumber = new AtomicInteger();
  private volatile Optional<AnsibleVersion> version = Optional.empty();
  private volatile boolean silent;

  /**
   * Starts it; it is of use once it {@link #isReadyWithin}.
   *
   * @param keptIn where to keep its files; where that cannot be, they are among temporary files
   * @throws AnsibleUnavailableException if that cannot be done
   */
  ResidentAnsible(Path executable, Path workingFolder, Optional<Path> keptIn) {
    try {
      List<String> words =
          new ArrayList<>(
              Shebang.of(executable)
                  .orElseThrow(
                      () ->
                          new AnsibleUnavailableException(
                              executable + " does not say which Python it runs with")));
      home = home(keptIn).toRealPath();
      Path script = OurScript.write(SCRIPT, home);
      for (String part : PARTS) {
        OurScript.write(part, home);
      }
      words.addAll(List.of(script.toString(), executable.toString()));
      AnsibleCommand command =
          new AnsibleCommand(words, Map.of(), workingFolder, home, home.resolve("output"), FOREVER);
      process = AnsibleProcess.start(command, environment(), streams);
    } catch (IOException e) {
      throw new AnsibleUnavailableException("no folder can be made for it: " + e);
    }
  }

  /** Where nobody tidies up, if that can be; otherwise it comes back when somebody does. */
  private static Path home(Optional<Path> keptIn) throws IOException {
    if (keptIn.isPresent() && Files.isWritable(keptIn.get())) {
      return Files.createTempDirectory(keptIn.get(), PREFIX);
    }
    return Files.createTempDirectory("restart-monkey-");
  }

  /** Whether a mark is that of such a process, which is no run. */
  static boolean isHome(Path mark) {
    return String.valueOf(mark.getFileName()).startsWith(PREFIX);
  }

  private Map<String, String> environment() {
    Map<String, String> environment = AnsibleCommand.environment();
    environment.put(ProcessTree.MARK, Strings.padEnd(home.toString(), MAX_MARK_LENGTH, '/'));
    environment.put("ANSIBLE_LOCAL_TEMP", home.toString());
    return environment;
  }

  /** Waits until Ansible is imported; false if that does not come about. */
  boolean isReadyWithin(Duration time) throws InterruptedException {
    try {
      return ready.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  /** Which Ansible it has imported; empty before it is ready. */
  Optional<AnsibleVersion> version() {
    return version;
  }

  /** Whether Ansible is imported. */
  boolean isReady() {
    return ready.getNow(false);
  }

  boolean isAlive() {
    return !silent;
  }

  /** Why it is of no use. */
  String complaint() {
    String complaint = streams.complaint();
    return complaint.isEmpty() ? "it did not say that it is ready" : complaint;
  }

  /**
   * Forks for a run.
   *
   * @param held whether it is to wait before it acts
   * @return empty if no fork came about; then no process of it is left
   */
  Optional<ResidentRun> fork(AnsibleCommand command, boolean held) {
    ResidentRun run = registered(command);
    if (streams.say(forkRequest(run, command, held)) && run.isBornWithin(ANSWER)) {
      return Optional.of(run);
    }
    LOG.info("the resident Ansible did not fork: {}", complaint());
    runs.remove(run.number());
    if (!run.wasRefused()) {
      process.root().ifPresent(ProcessHandle::destroyForcibly);
      ProcessTree.end(command.folder(), Optional.empty());
    }
    return Optional.empty();
  }

  /** A new run that hears what the process says of it. */
  private ResidentRun registered(AnsibleCommand command) {
    ResidentRun run = new ResidentRun(lastNumber.incrementAndGet(), command);
    runs.put(run.number(), run);
    if (silent) { // Whoever looked before did not see this run.
      run.onOrphaned();
    }
    return run;
  }

  private static Map<String, Object> forkRequest(
      ResidentRun run, AnsibleCommand command, boolean held) {
    return Map.of(
        "run", run.number(),
        "words", command.words(),
        "environment", command.variables(),
        "output", command.output().toString(),
        "deadline_s", command.deadline().toSeconds(),
        "held", held);
  }

  /**
   * Lets a held run play, if it still waits.
   *
   * @return whether it was told; if not, it will not play
   */
  boolean go(ResidentRun run) {
    return streams.say(Map.of("run", run.number(), "go", true)) && run.isToldWithin(ANSWER);
  }

  @Override
  public void onMessage(JsonNode message) {
    int number = message.path("run").asInt();
    Optional<ResidentRun> run = Optional.ofNullable(runs.get(number));
    if (message.has("ready")) {
      version = AnsibleVersion.in(message.path("ready").asText());
      ready.complete(true);
    } else if (message.has("pid")) {
      run.ifPresent(born -> born.onBorn(message.path("pid").asLong()));
    } else if (message.has("refused")) {
      run.ifPresent(refused -> refused.onRefused(message.path("refused").asText()));
    } else if (message.has("loaded")) {
      run.ifPresent(held -> held.onLoaded(message.path("loaded").asBoolean()));
    } else if (message.has("told")) {
      run.ifPresent(ResidentRun::onTold);
    } else if (message.has("exit")) {
      runs.remove(number);
      run.ifPresent(ended -> ended.onEnded(message.path("exit").asInt()));
    }
  }

  @Override
  public void onSilence() {
    silent = true;
    ready.complete(false);
    runs.values().forEach(ResidentRun::onOrphaned);
  }

  /** Lets it end once it has no run; one that does not listen is ended. */
  @Override
  public void close() {
    streams.end();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.endsWithin(TO_LEAVE) && runs.isEmpty()) {
        process.root().ifPresent(ProcessHandle::destroyForcibly);
        process.endsWithin(TO_LEAVE);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    deleteHome();
  }

  /**
   * It does so itself, unless it was killed. Runs that go on without it have their temporary files
   * there.
   */
  private void deleteHome() {
    boolean isInUse = runs.values().stream().anyMatch(run -> run.isLeft());
    try {
      if (silent && !isInUse && Files.exists(home)) {
        MoreFiles.deleteRecursively(home, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      LOG.debug("{} is left behind", home, e);
    }
  }
}
