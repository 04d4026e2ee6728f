package io.restartmonkey.ansible;

import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookEvent;
import io.restartmonkey.playbook.PlaybookOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the events of a run and says how it ended.
 *
 * <p>The exit code alone decides nothing: 4 is an unreachable host and a YAML error, 0 is success
 * and an inventory without hosts. Success is 0 <em>and</em> every target took part and is well; who
 * took part is counted where the tasks are known, see {@code restart_monkey_events.py}.
 */
final class OutcomeOf {
  private static final String CHANGED_KEY = "REMOTE HOST IDENTIFICATION HAS CHANGED";

  private static final String IDLE =
      "its tasks are left out by their tags, or the playbook ended the play before them";
  private static final String ENDED_BEFORE = "the play was over before its turn";

  /** The words depend on whether it is too long by itself, or with the suffix that ssh adds. */
  private static final Pattern LONG_SOCKET =
      Pattern.compile("ControlPath too long|too long for Unix domain socket");

  private final List<String> targets;
  private final Map<String, HostOutcome> lastTrouble = new HashMap<>();
  private Optional<Map<String, PlaybookEvent.Tally>> tallies = Optional.empty();
  private final Set<String> played = new HashSet<>();
  private final UnfinishedTasks unfinished = new UnfinishedTasks();
  private boolean anyPlay;

  OutcomeOf(List<String> targets) {
    this.targets = List.copyOf(targets);
  }

  void take(PlaybookEvent event) {
    unfinished.take(event);
    if (event instanceof PlaybookEvent.PlayStarted play) {
      anyPlay = true;
      played.addAll(play.hosts());
    } else if (event instanceof PlaybookEvent.HostFailed failed && !failed.ignored()) {
      lastTrouble.put(
          failed.host(),
          new HostOutcome(HostOutcome.State.FAILED, failed.task(), failed.message()));
    } else if (event instanceof PlaybookEvent.HostUnreachable lost) {
      lastTrouble.put(
          lost.host(),
          new HostOutcome(HostOutcome.State.UNREACHABLE, lost.task(), plain(lost.message())));
    } else if (event instanceof PlaybookEvent.Ended ended) {
      tallies = Optional.of(ended.hosts());
    }
  }

  /** In one line: ssh writes several, of some mistakes a page, or leaves the cure open. */
  private static String plain(String message) {
    if (message.contains(CHANGED_KEY)) {
      return "its host key has changed: another machine may answer in its place; find out why before you take the old key out of known_hosts with ssh-keygen -R";
    }
    return LONG_SOCKET.matcher(message).find()
        ? "the path of ssh's control socket is longer than the system allows: name a shorter folder as control_path_dir in [ssh_connection] of ansible.cfg, such as ~/.cp"
        : ForeignText.oneLine(message);
  }

  /** Whether the run came to its end by itself. */
  boolean isEnded() {
    return tallies.isPresent();
  }

  /** Whether the run came to its end by itself, and every target is well. */
  boolean isCleanEnd() {
    return tallies.isPresent() && hosts().values().stream().allMatch(HostOutcome::isOk);
  }

  PlaybookOutcome cutOff(String reason) {
    return new PlaybookOutcome.CutOff(reason, false, hosts());
  }

  /** A run that was ended because its thread was interrupted. */
  PlaybookOutcome interrupted() {
    return cutOff("ended, as asked");
  }

  /** Which hosts are in which task, in words; empty if none is in any. */
  String unfinished() {
    return unfinished.toString();
  }

  /**
   * A run that was ended at its deadline.
   *
   * @param unfinished which hosts were in which task then, in words; may be empty
   */
  PlaybookOutcome late(Duration deadline, String unfinished) {
    return new PlaybookOutcome.CutOff(
        "not finished after %d s, and ended%s"
            .formatted(deadline.toSeconds(), unfinished.isEmpty() ? "" : ": " + unfinished),
        true,
        hosts());
  }

  /**
   * How a run ended that exited by itself.
   *
   * @param reason what Ansible printed, for the case that it refused to begin
   */
  PlaybookOutcome exited(int exitCode, Supplier<String> reason) {
    if (tallies.isEmpty() && !anyPlay && exitCode != 0) {
      return new PlaybookOutcome.NotStarted(reason.get());
    } else if (tallies.isEmpty()) {
      return cutOff("ansible-playbook ended early, with exit code " + exitCode);
    } else if (exitCode == 0 && isCleanEnd()) {
      return new PlaybookOutcome.Succeeded(hosts());
    }
    return new PlaybookOutcome.Failed(exitCode == 0 ? explained(hosts()) : hosts(), exitCode);
  }

  /** Where Ansible finds nothing wrong, it does not say either why nothing was done. */
  private Map<String, HostOutcome> explained(Map<String, HostOutcome> hosts) {
    hosts.replaceAll(
        (name, host) ->
            !played.isEmpty() && host.state() == HostOutcome.State.NOT_ATTEMPTED
                ? new HostOutcome(host.state(), "", played.contains(name) ? IDLE : ENDED_BEFORE)
                : host);
    return hosts;
  }

  private Map<String, HostOutcome> hosts() {
    Map<String, HostOutcome> hosts = new HashMap<>();
    for (String target : targets) {
      hosts.put(target, host(target, tallies.map(t -> t.get(target)).orElse(null)));
    }
    return hosts;
  }

  private HostOutcome host(String name, PlaybookEvent.@Nullable Tally tally) {
    HostOutcome trouble = lastTrouble.get(name);
    boolean troubled =
        tally == null ? trouble != null : tally.failures() > 0 || tally.unreachable() > 0;
    if (!troubled) {
      return new HostOutcome(
          tally == null ? HostOutcome.State.NOT_ATTEMPTED : HostOutcome.State.OK, "", "");
    }
    return trouble != null
        ? trouble
        : new HostOutcome(HostOutcome.State.FAILED, "", "Ansible counted a failure");
  }
}
