package io.restartmonkey.launcher.setting;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Splitter;
import io.restartmonkey.cluster.Syntax;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A name of a cluster or of a group. */
final class Name implements Spelling<String> {
  /** The name of a cluster. */
  static final Name CLUSTER =
      new Name(Syntax::clusterName, "[A-Za-z0-9][A-Za-z0-9_-]{0,62}", "letters, digits, _ and -");

  /** The name of a group of the inventory. */
  static final Name GROUP = new Name(Syntax::groupName, "[A-Za-z_][A-Za-z0-9_]{0,62}", "a group");

  /** What {@link Syntax} refuses, in any case. */
  private static final String RESERVED =
      "all ungrouped localhost y n yes no true false on off null none";

  private final UnaryOperator<String> reader;
  private final String pattern;
  private final String values;

  private Name(UnaryOperator<String> reader, String pattern, String values) {
    this.reader = reader;
    this.pattern = pattern;
    this.values = values;
  }

  @Override
  public String read(String text) {
    return reader.apply(text);
  }

  @Override
  public String values() {
    return values;
  }

  @Override
  public String pattern() {
    String reserved =
        Splitter.on(' ').splitToStream(RESERVED).map(Name::inAnyCase).collect(joining("|"));
    return "(?!(%s)(?![A-Za-z0-9_-]))%s".formatted(reserved, pattern);
  }

  private static String inAnyCase(String word) {
    return word.chars()
        .mapToObj(letter -> String.valueOf((char) letter))
        .map(letter -> "[" + letter.toUpperCase(Locale.ROOT) + letter + "]")
        .collect(joining());
  }
}
