package io.restartmonkey;

import io.restartmonkey.monitor.Treatment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the monitor remembers of what was done, by whichever process.
 *
 * @param treatments of single servers, those that have ended
 * @param unfinished the run ids of treatments that were begun and not seen to their end, oldest
 *     first
 * @param halfWay the newest run that stopped or restarted the whole cluster, if it came to no good
 *     end, and no smoke test has passed since
 * @param quarantined the servers that are left alone until somebody takes them out, with the reason
 */
public record Remembered(
    List<Treatment> treatments,
    List<String> unfinished,
    Optional<String> halfWay,
    Map<String, String> quarantined) {
  public Remembered {
    treatments = List.copyOf(treatments);
    unfinished = List.copyOf(unfinished);
    quarantined = Map.copyOf(quarantined);
  }
}
