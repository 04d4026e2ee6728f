package io.restartmonkey.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * A playbook with its imports resolved.
 *
 * @param file the playbook that is run
 * @param plays its plays, from top to bottom
 * @param notes where it would run otherwise than as a whole, for whoever reads a plan
 * @param prompts the variables that the plays that a plan orders ask for
 */
public record Playbook(Path file, List<Play> plays, List<String> notes, List<PlayPrompt> prompts) {
  public Playbook {
    plays = List.copyOf(plays);
    notes = List.copyOf(notes);
    prompts = List.copyOf(prompts);
  }

  /** One of which there is nothing to note. */
  public Playbook(Path file, List<Play> plays) {
    this(file, plays, List.of(), List.of());
  }

  /** The plays that a plan orders: all but those that guard bare runs, or of which no task runs. */
  public List<Play> ordered() {
    return plays.stream().filter(play -> !play.isStandalone() && play.whyIdle().isEmpty()).toList();
  }

  /**
   * Which of its plays this is; another one may be equal.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  @SuppressWarnings("ReferenceEquality")
  public PlayNumber numberOf(Play play) {
    for (int i = 0; i < plays.size(); i++) {
      if (plays.get(i) == play) {
        return new PlayNumber(i + 1, plays.size());
      }
    }
    throw new IllegalArgumentException(play.where() + " is no play of " + file);
  }

  /** The file's name without its ending, for the names of steps. */
  public String stage() {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
