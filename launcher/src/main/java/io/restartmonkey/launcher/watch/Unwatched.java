package io.restartmonkey.launcher.watch;

import io.restartmonkey.health.Alert;
import io.restartmonkey.health.AlertBook;
import io.restartmonkey.health.Condition;
import io.restartmonkey.launcher.alert.AlertNotifier;
import io.restartmonkey.launcher.view.TickView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Alerts of a cluster that cannot be watched: by the ways that its own settings name, or, as these
 * may be what is wrong, by those of another cluster. For one thread.
 */
final class Unwatched implements AutoCloseable {
  private static final String KEY = "unwatched ";

  private final String file;
  private final TickView view;
  private final List<Watch> known;
  private final AlertBook book = new AlertBook(AlertBook.DEFAULT_REPEAT);
  private Optional<Watch> watch = Optional.empty();
  private Optional<AlertNotifier> notifier = Optional.empty();
  private final List<Alert> undelivered = new ArrayList<>();
  private boolean holds;
  private boolean wasWatched;

  /**
   * Of a cluster of which nothing is wrong yet.
   *
   * @param known clusters whose settings could be read
   */
  Unwatched(String file, TickView view, List<Watch> known) {
    this.file = file;
    this.view = view;
    this.known = known;
  }

  /** It is about to be watched. */
  void onAttempt(Watch next) {
    watch = Optional.of(next);
  }

  /** It cannot be watched, or no longer. */
  void onFailure(String why) {
    holds = true;
    String name = watch.map(Watch::cluster).orElse(file);
    tell(
        List.of(
            new Condition(
                KEY + file, "%s is not watched: %s; this is tried again".formatted(name, why))));
  }

  /** It is watched, again or at last. */
  void onWatched() {
    wasWatched = true;
    if (holds) {
      holds = false;
      tell(List.of());
      close();
    }
  }

  /** Whether it was watched since this was asked last. */
  boolean wasWatched() {
    boolean was = wasWatched;
    wasWatched = false;
    return was;
  }

  private void tell(List<Condition> conditions) {
    undelivered.addAll(book.alerts(conditions, Instant.now(), key -> true));
    if (notifier.isEmpty() && !undelivered.isEmpty()) {
      notifier =
          Stream.concat(watch.stream(), known.stream())
              .flatMap(one -> notifier(one).stream())
              .findFirst();
    }
    if (notifier.isPresent()) {
      undelivered.forEach(notifier.get()::send);
      undelivered.clear();
    } else if (!undelivered.isEmpty()) { // The settings of another cluster may come to be known.
      Alert last = undelivered.get(undelivered.size() - 1);
      view.say(file, "alert " + last.kind() + ": " + last.condition().text());
    }
  }

  private static Optional<AlertNotifier> notifier(Watch watch) {
    try {
      return Optional.of(watch.notifier());
    } catch (RuntimeException e) {
      return Optional.empty(); // That may be the very reason.
    }
  }

  @Override
  public void close() {
    notifier.ifPresent(AlertNotifier::close);
    notifier = Optional.empty();
  }
}
