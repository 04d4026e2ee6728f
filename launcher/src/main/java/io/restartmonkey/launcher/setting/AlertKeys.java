package io.restartmonkey.launcher.setting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of where alerts go. */
public final class AlertKeys {
  static final Section SECTION = new Section("Alerts", "alerts");

  /** The file with the URL of a webhook; none. */
  public static final Setting<Optional<Path>> WEBHOOK_FILE =
      SECTION.optional(
          "webhook_file",
          new FilePath(),
          "This file holds the https URL that alerts are posted to as JSON; http is for this machine only.");

  /** The program that is run for an alert; none. */
  public static final Setting<Optional<String>> EXEC =
      SECTION.optional(
          "exec",
          new ProgramFile(),
          "This program runs for each alert, with the JSON of the alert as standard input.");

  /** When a lasting alert is repeated; 1 hour. */
  public static final Setting<Duration> REPEAT =
      SECTION.setting(
          "repeat",
          new TimeSpan("1m", "24h"),
          "1h",
          "The monitor repeats an alert after this time, as long as its cause lasts.");

  private AlertKeys() {}
}
