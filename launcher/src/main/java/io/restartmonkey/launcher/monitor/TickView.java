package io.restartmonkey.launcher.monitor;

import io.restartmonkey.journal.TickJson;
import io.restartmonkey.launcher.progress.OneLine;
import io.restartmonkey.monitor.Tick;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows ticks: on a terminal a table that is drawn anew, otherwise one line of JSON for each. Lines
 * that are said in between stay above the table. Thread-safe.
 */
public final class TickView implements Consumer<Tick> {
  private static final String UP_AND_ERASE = "\r\u001b[%dA\u001b[J";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final boolean live;
  private List<String> drawn = List.of();

  /**
   * A view.
   *
   * @param live whether lines can be drawn anew
   */
  public TickView(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  @Override
  public synchronized void accept(Tick tick) {
    if (live) {
      erase();
      draw(new TickText(tick).lines());
    } else {
      out.println(TickJson.line(tick));
    }
    out.flush();
  }

  /** Says something that stays. */
  public synchronized void say(String line) {
    List<String> table = drawn;
    erase();
    out.println(OneLine.of(line));
    draw(table);
    out.flush();
  }

  private void erase() {
    if (!drawn.isEmpty()) {
      out.print(UP_AND_ERASE.formatted(drawn.size()));
      drawn = List.of();
    }
  }

  private void draw(List<String> lines) {
    if (live && !lines.isEmpty()) {
      out.print(NO_WRAP + String.join("\n", lines) + "\n" + WRAP);
      drawn = lines;
    }
  }
}
