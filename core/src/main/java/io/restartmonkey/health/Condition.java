package io.restartmonkey.health;

import io.restartmonkey.cluster.ForeignText;

/**
 * Something that an operator must know of, as long as it lasts.
 *
 * @param key the same for as long as it is the same thing
 * @param text what it is and what to do, in one line
 */
public record Condition(String key, String text) {
  public Condition {
    text = ForeignText.oneLine(text);
  }
}
