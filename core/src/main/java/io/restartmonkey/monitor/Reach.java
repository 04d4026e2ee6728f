package io.restartmonkey.monitor;

import com.google.common.base.Ticker;
import io.restartmonkey.cluster.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose SSH, or whose app, can be heard from this machine: behind a bastion, a firewall or on
 * another port it says nothing, however well its server is.
 *
 * <ol>
 *   <li>Each server that is well is asked, until it was heard.
 *   <li>Who was well, and silent in {@value #MISSES} askings, cannot be heard; it is asked again
 *       every ten minutes.
 *   <li>Of who was not asked yet it is believed that it can.
 * </ol>
 *
 * <p>For one thread.
 */
final class Reach {
  private static final int MISSES = 2;
  private static final int MAX_AT_ONCE = 8;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LATER = Duration.ofMinutes(10);

  /**
   * What is known of one server.
   *
   * @param misses how often in a row it was silent; {@link #HEARD} if it was heard
   * @param again when to ask it again
   */
  private record Known(int misses, long again) {}

  private static final Known HEARD = new Known(0, 0);

  private final Ticker ticker;
  private final Map<Server, Known> known = new HashMap<>();

  Reach(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Who is to be asked now, of those that are well. */
  List<Server> toAsk(Collection<Server> well) {
    List<Server> due = new ArrayList<>();
    for (Server server : well) {
      @Nullable Known before = known.get(server);
      if (due.size() < MAX_AT_ONCE && (before == null || isDue(before))) {
        due.add(server);
      }
    }
    return due;
  }

  /** A server that was well all the while was heard, or not. */
  void note(Server server, boolean isHeard) {
    @Nullable Known before = known.get(server);
    if (isHeard) {
      known.put(server, HEARD);
    } else if (before == null || isDue(before)) {
      int misses = before == null ? 1 : before.misses + 1;
      Duration pause = misses < MISSES ? SOON : LATER;
      known.put(server, new Known(misses, ticker.read() + pause.toNanos()));
    }
  }

  private boolean isDue(Known before) {
    return before.misses > 0 && before.again - ticker.read() <= 0;
  }

  /** Whether something follows when it says nothing. */
  boolean canBeHeard(Server server) {
    Known what = known.get(server);
    return what == null || what.misses < MISSES;
  }
}
