package io.restartmonkey.cluster;

import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON, without what its parser tells of itself. */
public final class JsonProblem {
  private static final String CUT_OFF = "Unexpected end-of-input";
  private static final Pattern PLACE = Pattern.compile(" *\\([a-zA-Z ]*at \\[.*?]\\)");

  private JsonProblem() {}

  /**
   * Says it in a part of a sentence.
   *
   * @param said the parser's own words
   * @param line where it stopped; 0 or less if that is not known
   */
  public static String of(String said, int line) {
    String problem =
        said.startsWith(CUT_OFF)
            ? "it is cut off"
            : ForeignText.oneLine(PLACE.matcher(said).replaceAll(""));
    return line > 0 ? problem + " in line " + line : problem;
  }
}
