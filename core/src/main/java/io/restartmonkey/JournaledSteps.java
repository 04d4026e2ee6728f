package io.restartmonkey;

import io.restartmonkey.spi.JournalEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a journal says of steps, by their ids.
 *
 * @param open those that were begun, and whose end is not written
 * @param everBegun those that were begun at any time
 * @param done those that succeeded
 */
record JournaledSteps(Set<String> open, Set<String> everBegun, Set<String> done) {

  static JournaledSteps of(List<JournalEntry> entries) {
    Set<String> open = new HashSet<>();
    Set<String> everBegun = new HashSet<>();
    Set<String> done = new HashSet<>();
    for (JournalEntry entry : entries) {
      if (entry instanceof JournalEntry.Intended intended) {
        open.add(intended.step());
        everBegun.add(intended.step());
      } else if (entry instanceof JournalEntry.Done success) {
        open.remove(success.step());
        done.add(success.step());
      } else if (entry instanceof JournalEntry.Failed failed) {
        open.remove(failed.step());
      }
    }
    return new JournaledSteps(open, everBegun, done);
  }
}
