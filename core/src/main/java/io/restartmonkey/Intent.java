package io.restartmonkey;

import io.restartmonkey.monitor.Treatment;

/**
 * A treatment as the monitors of other machines must know it.
 *
 * @param runId its run
 * @param machine where it runs, or ran
 * @param isOpen whether it has no end yet
 * @param treatment what was done; of an open one, as if it were cut off now
 */
public record Intent(String runId, String machine, boolean isOpen, Treatment treatment) {

  /** The same, after its machine was not heard of any more. */
  Intent cutOff() {
    return new Intent(runId, machine, false, treatment);
  }
}
