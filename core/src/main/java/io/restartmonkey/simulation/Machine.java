package io.restartmonkey.simulation;

import io.restartmonkey.playbook.PlaybookOutcome;
import io.restartmonkey.spi.Sighting;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A machine that a monkey runs on: what outlives the monkey's process. */
final class Machine {
  private final String name;
  private final EventQueue queue;
  private final Clock clock;
  private final MachineJournals journals;
  private final Map<String, String> quarantined = new TreeMap<>();
  private final Map<String, Instant> cleared = new TreeMap<>();
  private Optional<Sighting> lastSighting = Optional.empty();
  private final List<MachineProcess> launchers = new ArrayList<>();
  private final List<PlaybookProcess> processes = new ArrayList<>();
  private final Map<Path, PlaybookOutcome> ended = new HashMap<>();
  private Duration clockOffset = Duration.ZERO;
  private Runnable onClockSet = () -> {};
  private Runnable onNextRun = () -> {};
  private Runnable beforeTask = () -> {};
  private int tasks;
  private int tasksUntilThen;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean suspended;
  private boolean diskFull;
  private boolean cutOff;
  private boolean gone;
  private Runnable onPower = () -> {};

  Machine(String name, EventQueue queue) {
    this.name = name;
    this.queue = queue;
    this.clock = queue.clock(() -> clockOffset);
    this.journals = new MachineJournals(name);
  }

  String name() {
    return name;
  }

  Clock clock() {
    return clock;
  }

  MachineJournals journals() {
    return journals;
  }

  Map<String, String> quarantined() {
    return quarantined;
  }

  Optional<Sighting> lastSighting() {
    return lastSighting;
  }

  void keep(Sighting sighting) {
    lastSighting = Optional.of(sighting);
  }

  Map<String, Instant> cleared() {
    return cleared;
  }

  void stepClock(Duration by) {
    clockOffset = clockOffset.plus(by);
    onClockSet.run();
  }

  /** What happens whenever its clock is set. */
  void onClockSet(Runnable event) {
    onClockSet = event;
  }

  boolean isDiskFull() {
    return diskFull;
  }

  void fillDisk(boolean full) {
    diskFull = full;
  }

  /** Whether no packet leaves it. */
  boolean isCutOff() {
    return cutOff;
  }

  void cutOff(boolean now) {
    cutOff = now;
  }

  /** The runs of Ansible that go on here, whoever began them. */
  List<PlaybookProcess> processes() {
    return processes;
  }

  void begun(PlaybookProcess process) {
    processes.add(process);
    onNextRun.run();
    onNextRun = () -> {};
  }

  /** A launcher began to live here. */
  void started(MachineProcess launcher) {
    launchers.add(launcher);
  }

  /** A launcher is dead; the system takes its lock back. */
  void ended(MachineProcess launcher) {
    launchers.remove(launcher);
    journals.unlock(launcher);
  }

  /** It loses its power, and begins anew some time later. */
  void reboot(Duration time) {
    losePower();
    queue.after(time, () -> onPower.run());
  }

  /** It is never seen again. */
  void vanish() {
    gone = true;
    losePower();
  }

  boolean isGone() {
    return gone;
  }

  /** What begins by itself when it is switched on. */
  void onPower(Runnable event) {
    onPower = event;
  }

  private void losePower() {
    List.copyOf(processes).forEach(process -> process.kill("the power of " + name + " is off"));
    List.copyOf(launchers).forEach(MachineProcess::kill);
  }

  /** Everything here stands still, and does not notice. */
  void suspend() {
    suspended = true;
  }

  boolean isSuspended() {
    return suspended;
  }

  void resume() {
    suspended = false;
    List<Runnable> tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
  }

  /** Happens once, when a run here is about to do the task that comes after so many others. */
  void beforeTask(int others, Runnable event) {
    tasksUntilThen = others;
    beforeTask = event;
  }

  /** How many tasks the runs here have come to. */
  int tasks() {
    return tasks;
  }

  /** Does a task of a run now, or when the machine goes on. */
  void performTask(Runnable task) {
    tasks++;
    if (--tasksUntilThen < 0) {
      Runnable event = beforeTask;
      beforeTask = () -> {};
      event.run();
    }
    perform(task);
  }

  /** Does this now, or when the machine goes on. */
  void perform(Runnable task) {
    if (suspended) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  /** Happens once, when the next run begins here. */
  void onNextRun(Runnable event) {
    onNextRun = event;
  }

  void ended(PlaybookProcess process, PlaybookOutcome outcome) {
    processes.remove(process);
    ended.put(process.run().folder(), outcome);
  }

  void killed(PlaybookProcess process) {
    processes.remove(process);
  }

  /** What the events of a run tell, if it came to its end. */
  Optional<PlaybookOutcome> outcome(Path folder) {
    return Optional.ofNullable(ended.get(folder));
  }
}
