package io.restartmonkey.term;

import java.util.List;

/** Something that whoever runs Restart Monkey can ask for. */
public enum Command {
  /** Restarts the whole cluster, or starts what a stop has stopped. */
  RESTART("RestartMonkey.run"),

  /** Continues a run; its argument is the run's name. */
  RESUME("RestartMonkey.resume"),

  /** Tests whether all services of the cluster work. */
  SMOKE_TEST("RestartRequest.of(Stage.SMOKE_TEST)"),

  /** Gives a variable to the playbooks of a run; its argument is the variable's name. */
  GIVE_VARIABLE("RestartRequest.withVariables"),

  /** Lists the runs of this machine. */
  LIST_RUNS("RunFolders.list"),

  /** Says what the monitor of this machine does. */
  SHOW_STATUS("MonitorFolder.newestTick"),

  /** Shows the state of the cluster: its servers, and which of them run. */
  SHOW_CLUSTER("ClusterSource.read"),

  /** Writes down the state of the cluster. */
  MAKE_SNAPSHOT("SnapshotJson.write"),

  /** Ends the quarantine of a server; its argument is the server's name. */
  END_QUARANTINE("MonitorFolder.release");

  private final String inJava;

  Command(String inJava) {
    this.inJava = inJava;
  }

  /** What the Java API calls it. */
  public String inJava() {
    return inJava;
  }

  /** What users type or call for it. */
  public String with(String... arguments) {
    return ProgramTerms.of(this, List.of(arguments));
  }
}
