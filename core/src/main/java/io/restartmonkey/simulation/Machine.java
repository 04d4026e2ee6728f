package io.restartmonkey.simulation;

import io.restartmonkey.PlaybookOutcome;
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
  private final Clock clock;
  private final MachineJournals journals;
  private final Map<String, String> quarantined = new TreeMap<>();
  private final Map<String, Instant> cleared = new TreeMap<>();
  private final List<PlaybookProcess> processes = new ArrayList<>();
  private final Map<Path, PlaybookOutcome> ended = new HashMap<>();
  private Duration clockOffset = Duration.ZERO;
  private boolean diskFull;
  private boolean cutOff;

  Machine(String name, Agenda agenda) {
    this.name = name;
    this.clock = agenda.clock(() -> clockOffset);
    this.journals = new MachineJournals(this);
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

  Map<String, Instant> cleared() {
    return cleared;
  }

  void stepClock(Duration by) {
    clockOffset = clockOffset.plus(by);
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
