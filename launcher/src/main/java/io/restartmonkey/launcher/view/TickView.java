package io.restartmonkey.launcher.view;

import io.restartmonkey.health.Tick;
import io.restartmonkey.journal.TickJson;
import io.restartmonkey.launcher.progress.OneLine;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shows ticks: on a terminal a table that is drawn anew, otherwise one line of JSON for each. Lines
 * that are said in between stay above the table. Thread-safe.
 */
public final class TickView {
  private static final String UP_AND_ERASE = "\r\u001b[%dA\u001b[J";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final boolean live;
  private final boolean several;
  private final Map<String, List<String>> tables = new TreeMap<>();
  private int drawn;

  /**
   * A view.
   *
   * @param live whether lines can be drawn anew
   * @param several whether it is of several clusters, which are told apart then
   */
  public TickView(PrintStream out, boolean live, boolean several) {
    this.out = out;
    this.live = live;
    this.several = several;
  }

  /** Shows what was seen of a cluster, and decided. */
  public synchronized void show(String cluster, Tick tick) {
    if (live) {
      erase();
      List<String> lines = new TickText(tick).lines();
      tables.put(
          cluster, several ? lines.stream().map(line -> cluster + "  " + line).toList() : lines);
      draw();
    } else {
      out.println(TickJson.line(cluster, tick));
    }
    out.flush();
  }

  /** Says something about a cluster that stays. */
  public synchronized void say(String cluster, String line) {
    say(several ? cluster + ": " + line : line);
  }

  /** Says something that stays. */
  public synchronized void say(String line) {
    erase();
    out.println(OneLine.of(line));
    draw();
    out.flush();
  }

  private void erase() {
    if (drawn > 0) {
      out.print(UP_AND_ERASE.formatted(drawn));
      drawn = 0;
    }
  }

  private void draw() {
    List<String> lines = tables.values().stream().flatMap(List::stream).toList();
    if (!lines.isEmpty()) {
      out.print(NO_WRAP + String.join("\n", lines) + "\n" + WRAP);
      drawn = lines.size();
    }
  }
}
