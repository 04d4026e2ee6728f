package io.restartmonkey.ansible;

import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookOutcome;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why Ansible refused something, out of what it printed. */
final class AnsibleReason {
  private static final int MAX_LENGTH = 2000;

  private static final Pattern ERROR =
      Pattern.compile("^(?:ERROR!|\\[ERROR\\]:) *", Pattern.MULTILINE);

  /** Said before Ansible can say anything in its usual way. */
  private static final Pattern CONFIGURATION = Pattern.compile("^ERROR: ", Pattern.MULTILINE);

  private static final Pattern END = Pattern.compile("\n\n");

  /** In the words of the older versions; those of the newer ones are part of the error. */
  private static final Pattern PLACE =
      Pattern.compile("\nThe error appears to be in '(.+)': line (\\d+),");

  private AnsibleReason() {}

  /** Why Ansible refused to begin; all that it printed, where it names no error. */
  static String ofRefusal(String output) {
    return in(output).or(() -> ofConfiguration(output)).orElse(safe(output));
  }

  /** What is wrong in Ansible's configuration; empty if it does not say so. */
  static Optional<String> ofConfiguration(String output) {
    return CONFIGURATION
        .matcher(output)
        .results()
        .findFirst()
        .map(error -> safe(END.split(output.substring(error.start()), 2)[0]));
  }

  /** An outcome that no host explains, with the error that Ansible printed, if it did. */
  static PlaybookOutcome explained(PlaybookOutcome outcome, Supplier<String> output) {
    if (outcome instanceof PlaybookOutcome.Failed failed
        && failed.hosts().values().stream().noneMatch(AnsibleReason::isInTrouble)) {
      return new PlaybookOutcome.Failed(
          failed.hosts(), failed.exitCode(), last(output.get()).orElse(""));
    } else if (outcome instanceof PlaybookOutcome.CutOff cut && !cut.late()) {
      String error = last(output.get()).map(last -> ": " + last).orElse("");
      return new PlaybookOutcome.CutOff(cut.reason() + error, false, cut.hosts());
    }
    return outcome;
  }

  /**
   * An outcome of a run that changes nothing. Where Ansible gave up by itself, and no host is to
   * blame, it is wrong what it was given, such as a variable that it cannot decrypt.
   */
  static PlaybookOutcome ofEnd(PlaybookOutcome outcome, Supplier<String> output) {
    boolean isGivenUp =
        outcome instanceof PlaybookOutcome.Failed
            || (outcome instanceof PlaybookOutcome.CutOff cut && !cut.late());
    return isGivenUp && outcome.hosts().values().stream().noneMatch(AnsibleReason::isInTrouble)
        ? last(output.get()).<PlaybookOutcome>map(PlaybookOutcome.NotStarted::new).orElse(outcome)
        : outcome;
  }

  private static boolean isInTrouble(HostOutcome host) {
    return host.state() == HostOutcome.State.FAILED
        || host.state() == HostOutcome.State.UNREACHABLE;
  }

  /** Ansible's own words from its first error on, safe to print; empty if it names no error. */
  static Optional<String> in(String output) {
    return Stream.of("ERROR!", "[ERROR]")
        .map(output::indexOf)
        .filter(at -> at >= 0)
        .min(Integer::compare)
        .map(at -> safe(output.substring(at)));
  }

  /**
   * Ansible's last error in one line, with the place that it names; empty if it names no error. A
   * server's output is not taken for one: Ansible begins a line with it.
   */
  static Optional<String> last(String output) {
    return ERROR
        .matcher(output)
        .results()
        .reduce((earlier, later) -> later)
        .map(error -> oneLine(output.substring(error.end())));
  }

  private static String oneLine(String error) {
    Matcher place = PLACE.matcher(error);
    return ForeignText.oneLine(
        place.find()
            ? "%s (%s, line %s)"
                .formatted(safe(error.substring(0, place.start())), place.group(1), place.group(2))
            : safe(END.split(error, 2)[0]));
  }

  /** Foreign text without control characters, and cut to size. */
  static String safe(String text) {
    return ForeignText.lines(text.strip(), MAX_LENGTH);
  }
}
