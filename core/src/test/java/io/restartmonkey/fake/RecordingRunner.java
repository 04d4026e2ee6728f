package io.restartmonkey.fake;

import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.OrphanRun;
import io.restartmonkey.playbook.PatternMatch;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.playbook.PreparedRun;
import io.restartmonkey.playbook.RunHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs nothing: it records the exact sequence of runs, and lets the test script their outcomes by
 * the first target. Thread-safe.
 */
public final class RecordingRunner implements PlaybookRunner {
  private static final HostOutcome WELL = new HostOutcome(HostOutcome.State.OK, "", "");

  private final List<String> sequence = new ArrayList<>();
  private final List<PlaybookRun> runs = new ArrayList<>();
  private final Map<String, Function<PlaybookRun, PlaybookOutcome>> scripts = new HashMap<>();
  private final List<String> prepared = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final List<String> recovered = new ArrayList<>();
  private final Map<String, PatternMatch> patterns = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private boolean finishedUnseen;
  private List<OrphanRun> leftovers = List.of();
  private List<String> refusals = List.of();
  private Map<String, HostOutcome> unreachable = Map.of();
  private final Map<String, HostOutcome> untried = new HashMap<>();
  private final List<String> reached = new ArrayList<>();
  private String reachedBy = "";
  private Runnable whileReaching = () -> {};
  private boolean atOnce;

  @Override
  public synchronized List<String> refusals(Inventory inventory, List<Path> playbooks) {
    return refusals;
  }

  @Override
  public PlaybookOutcome reach(
      Inventory inventory,
      Path folder,
      Map<String, Object> variables,
      Map<Path, String> playbooks) {
    Runnable event;
    synchronized (this) {
      inventory.servers().forEach(server -> reached.add(server.name()));
      reachedBy = String.join("", playbooks.values());
      event = whileReaching;
    }
    event.run();
    synchronized (this) {
      Map<String, HostOutcome> hosts = new HashMap<>();
      inventory.servers().forEach(server -> hosts.put(server.name(), WELL));
      hosts.putAll(untried);
      hosts.putAll(unreachable);
      return unreachable.isEmpty()
          ? new PlaybookOutcome.Succeeded(hosts)
          : new PlaybookOutcome.Failed(hosts, 4);
    }
  }

  @Override
  public synchronized PatternMatch hosts(Inventory inventory, Path folder, String pattern) {
    asked.add(pattern);
    return patterns.getOrDefault(pattern, new PatternMatch.Hosts(List.of()));
  }

  @Override
  public PlaybookOutcome run(PlaybookRun run, Consumer<PlaybookEvent> events) {
    Function<PlaybookRun, PlaybookOutcome> script;
    synchronized (this) {
      runs.add(run);
      sequence.add("begin " + what(run));
      script = scripts.getOrDefault(what(run), RecordingRunner::success);
    }
    PlaybookOutcome outcome = script.apply(run);
    tellTheEnd(outcome, events);
    synchronized (this) {
      sequence.add((outcome.isSuccess() ? "end " : "fail ") + what(run));
    }
    return outcome;
  }

  private static void tellTheEnd(PlaybookOutcome outcome, Consumer<PlaybookEvent> events) {
    if (outcome instanceof PlaybookOutcome.Succeeded || outcome instanceof PlaybookOutcome.Failed) {
      Map<String, PlaybookEvent.Tally> tallies = new HashMap<>();
      outcome.hosts().forEach((host, how) -> tallies.put(host, tally(how)));
      events.accept(new PlaybookEvent.Ended(tallies));
    }
  }

  private static PlaybookEvent.Tally tally(HostOutcome how) {
    return switch (how.state()) {
      case OK -> new PlaybookEvent.Tally(1, 0, 0, 0);
      case FAILED -> new PlaybookEvent.Tally(0, 0, 1, 0);
      case UNREACHABLE -> new PlaybookEvent.Tally(0, 0, 0, 1);
      case NOT_ATTEMPTED -> new PlaybookEvent.Tally(0, 0, 0, 0);
    };
  }

  @Override
  public RunHandle begin(PlaybookRun run, Consumer<PlaybookEvent> events) {
    if (!atOnce) {
      return PlaybookRunner.super.begin(run, events);
    }
    CompletableFuture<PlaybookOutcome> outcome = new CompletableFuture<>();
    try {
      outcome.complete(run(run, events));
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
    return new RunHandle(outcome, () -> {});
  }

  @Override
  public PreparedRun prepare(PlaybookRun run) {
    synchronized (this) {
      prepared.add(what(run));
    }
    return new PreparedRun() {
      private boolean gone;

      @Override
      public PlaybookOutcome go(Consumer<PlaybookEvent> events) {
        gone = true;
        return run(run, events);
      }

      @Override
      public void close() {
        if (!gone) {
          synchronized (RecordingRunner.this) {
            dropped.add(what(run));
          }
        }
      }
    };
  }

  @Override
  public synchronized Optional<PlaybookOutcome> recover(PlaybookRun run) {
    recovered.add(what(run));
    return finishedUnseen ? Optional.of(success(run)) : Optional.empty();
  }

  @Override
  public synchronized List<OrphanRun> leftovers(Path runs) {
    return leftovers;
  }

  /** The playbook by which it was asked last what servers have. */
  public synchronized String reachedBy() {
    return reachedBy;
  }

  /** Every run ends before its beginning returns, on the same thread. */
  public synchronized void atOnce() {
    atOnce = true;
  }

  /** Scripts the runs on these targets, written like {@code "stop app1,app2"}. */
  public synchronized void on(String what, Function<PlaybookRun, PlaybookOutcome> script) {
    scripts.put(what, script);
  }

  /** Pretends that the runs of an earlier process had come to a good end. */
  public synchronized void finishedUnseen() {
    finishedUnseen = true;
  }

  /** Pretends that an earlier process left these behind. */
  public synchronized void leftBehind(OrphanRun... processes) {
    leftovers = List.of(processes);
  }

  /** Pretends that Ansible would refuse the playbooks. */
  public synchronized void refuse(String... reasons) {
    refusals = List.of(reasons);
  }

  /** Pretends that a server does not let us in. */
  public synchronized void doesNotLetIn(String server, String reason) {
    unreachable = Map.of(server, new HostOutcome(HostOutcome.State.UNREACHABLE, "Log in", reason));
  }

  /** This server lets us in, and lacks what plays need. */
  public synchronized void lacks(String server, String reason) {
    unreachable = Map.of(server, new HostOutcome(HostOutcome.State.FAILED, "Log in", reason));
  }

  /** This server lets us in, and not all that plays need can be tried there. */
  public synchronized void cannotTry(String server, String what) {
    untried.put(server, new HostOutcome(HostOutcome.State.OK, "", what));
  }

  /** What happens while servers are asked to let us in. */
  public synchronized void whileReaching(Runnable event) {
    whileReaching = event;
  }

  /** The servers that were asked to let us in. */
  public synchronized List<String> reached() {
    return List.copyOf(reached);
  }

  /** Pretends that Ansible would say this to a host pattern; by default, nothing matches. */
  public synchronized void match(String pattern, PatternMatch answer) {
    patterns.put(pattern, answer);
  }

  /** The host patterns that Ansible was asked about. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** What was done: {@code begin stop app1,app2}, {@code end …} or {@code fail …}. */
  public synchronized List<String> sequence() {
    return List.copyOf(sequence);
  }

  /** Every run as it was asked for. */
  public synchronized List<PlaybookRun> runs() {
    return List.copyOf(runs);
  }

  /** What was made ready before its turn. */
  public synchronized List<String> prepared() {
    return List.copyOf(prepared);
  }

  /** What was made ready, and its turn did not come. */
  public synchronized List<String> dropped() {
    return List.copyOf(dropped);
  }

  /** The runs that were looked after. */
  public synchronized List<String> recovered() {
    return List.copyOf(recovered);
  }

  /** All targets well. */
  public static PlaybookOutcome success(PlaybookRun run) {
    return new PlaybookOutcome.Succeeded(hosts(run, WELL));
  }

  /** All targets failed at a task. */
  public static PlaybookOutcome failure(PlaybookRun run) {
    return new PlaybookOutcome.Failed(
        hosts(run, new HostOutcome(HostOutcome.State.FAILED, "Wait for the app", "HTTP 500")), 2);
  }

  /** Goes on until it is ended. */
  public static PlaybookOutcome untilItIsEnded(PlaybookRun run) {
    try {
      new CountDownLatch(1).await();
      return success(run);
    } catch (InterruptedException e) {
      return new PlaybookOutcome.CutOff(
          "interrupted",
          false,
          hosts(run, new HostOutcome(HostOutcome.State.NOT_ATTEMPTED, "", "")));
    }
  }

  private static Map<String, HostOutcome> hosts(PlaybookRun run, HostOutcome outcome) {
    Map<String, HostOutcome> hosts = new HashMap<>();
    run.targets().forEach(target -> hosts.put(target, outcome));
    return hosts;
  }

  private static String what(PlaybookRun run) {
    String stage = String.valueOf(run.playbook().getFileName()).replaceAll("services.*|\\..*", "");
    return stage + " " + String.join(",", run.targets());
  }
}
