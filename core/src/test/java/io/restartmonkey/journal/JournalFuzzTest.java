package io.restartmonkey.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.fuzz.Fuzz;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.Action;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.Planning;
import io.restartmonkey.plan.PlayNumber;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.plan.Step;
import io.restartmonkey.plan.TreatmentPlanner;
import io.restartmonkey.playbook.RunFolderException;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.run.Job;
import io.restartmonkey.run.RestartReport;
import io.restartmonkey.run.RestartRequest;
import io.restartmonkey.run.Stage;
import io.restartmonkey.spi.JournalEntry;
import io.restartmonkey.spi.RunHistory;
import io.restartmonkey.spi.RunJournal;
import io.restartmonkey.spi.RunRecord;
import io.restartmonkey.spi.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalFuzzTest {
  private static final Path CORPUS = Path.of("src/test/resources/hostile");

  @TempDir Path folder;
  private RunFolders runs;
  private String wholeCluster;
  private String oneServer;

  @BeforeEach
  void makeRuns() {
    runs = new RunFolders(folder.resolve("runs"));
    wholeCluster = run(clusterRun(), "02-restart-app");
    oneServer = run(treatment(), "01-restart-server");
  }

  @Test
  void shouldUnderstandOrRefuseAnyPlan() throws IOException {
    Fuzz.of(input -> shown(with("plan.json", input)), RunFolderException.class)
        .check(
            CORPUS.resolve("plan"), text(wholeCluster, "plan.json"), text(oneServer, "plan.json"));
  }

  @Test
  void shouldUnderstandOrRefuseAnyJournal() throws IOException {
    Fuzz.of(input -> shown(with("journal.jsonl", input)), RunFolderException.class)
        .check(CORPUS.resolve("journal"), text(oneServer, "journal.jsonl"));
  }

  @Test
  void shouldGoOnWithOrRefuseAnyRun() throws IOException {
    Fuzz.of(
            input -> {
              try (RunJournal journal = runs.reopen(with("snapshot.json", input))) {
                return shown(journal.record().snapshot());
              }
            },
            RunFolderException.class)
        .check(CORPUS.resolve("snapshot"), text(oneServer, "snapshot.json"));
  }

  @Test
  void shouldUnderstandOrRefuseAnyStateFile() throws IOException {
    Path file = folder.resolve("state.json");
    Fuzz.of(
            input -> shown(new StateFile(Files.write(file, input)).read()),
            ClusterUnreachableException.class)
        .check(CORPUS.resolve("snapshot"), text(wholeCluster, "snapshot.json"));
  }

  @Test
  void shouldRememberWhateverIsInItsFolder() throws IOException {
    MonitorFolder records = new MonitorFolder(runs);
    records.quarantine("app1", "three times in vain");
    Path file = runs.folder().resolve("monitor/quarantine/app1");
    Fuzz.of(
            input -> {
              Files.write(file, input);
              Map<String, String> quarantined = records.read().quarantined();
              if (!quarantined.containsKey("app1")) {
                throw new AssertionError("it is out of quarantine");
              }
              return quarantined.values();
            })
        .check("three times in vain\n");
  }

  private String with(String file, byte[] input) throws IOException {
    Files.write(runs.folder().resolve(oneServer).resolve(file), input);
    return oneServer;
  }

  private Collection<String> shown(String runId) {
    RunHistory run = runs.look(runId);
    List<String> shown = new ArrayList<>();
    if (run.request().job() instanceof Job.Treatment job) {
      shown.add(job.action().server());
      shown.add(job.action().reason());
    }
    run.plan().notes().forEach(shown::add);
    for (Step step : run.plan().steps()) {
      shown.addAll(List.of(step.id(), step.play(), step.hosts()));
      shown.addAll(step.targetNames());
    }
    for (JournalEntry entry : run.entries()) {
      if (entry instanceof JournalEntry.Failed failed) {
        shown.add(failed.step());
        failed.reason().lines().forEach(shown::add);
      }
    }
    RunSummary.of(run).treatment().map(Treatment::problem).ifPresent(shown::add);
    return shown;
  }

  private static Collection<String> shown(ClusterSnapshot snapshot) {
    List<String> shown = new ArrayList<>(List.of(snapshot.cluster()));
    snapshot.servers().forEach(state -> shown.add(state.toString()));
    snapshot.refused().forEach(record -> shown.add(record.record() + record.reason()));
    return shown;
  }

  private String text(String runId, String file) throws IOException {
    return new String(Files.readAllBytes(runs.folder().resolve(runId).resolve(file)), UTF_8);
  }

  private String run(RunRecord record, String step) {
    try (RunJournal journal = runs.begin(record)) {
      journal.append(new JournalEntry.Intended(Servers.NOW, step));
      journal.append(
          new JournalEntry.Failed(
              Servers.NOW, step, FailureCause.SERVER, "app1 failed at 'x': no\nway"));
      journal.append(new JournalEntry.Ended(Servers.NOW, RestartReport.Status.FAILED));
      return journal.runId();
    }
  }

  private static RunRecord clusterRun() {
    Step step =
        new Step(
            "02-restart-app",
            Path.of("/p/restart.yaml"),
            "Restart",
            "app",
            List.of(Servers.server("app1", "app")),
            Optional.of(new PlayNumber(2, 3)),
            Set.of());
    return new RunRecord(
        RestartRequest.of(Stage.STOP, Stage.RESTART)
            .withVariables(Map.of("reboot_servers", false, "list", List.of("a", 1))),
        new Plan(List.of(step), List.of("a note")),
        Servers.example(),
        "all: {}",
        Servers.NOW);
  }

  private static RunRecord treatment() {
    Planning planning =
        new TreatmentPlanner(Path.of("/playbooks"), here -> false, false, Duration.ofSeconds(10))
            .plan(Remedy.REBOOT, "app1", Servers.example());
    return new RunRecord(
        RestartRequest.of(new Job.Treatment(new Action(Remedy.REBOOT, "app1", "it hangs"))),
        ((Planning.Ready) planning).plan(),
        Servers.example(),
        "all: {}",
        Servers.NOW);
  }
}
