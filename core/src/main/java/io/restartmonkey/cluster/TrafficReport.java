package io.restartmonkey.cluster;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who gets traffic from the proxies.
 *
 * @param proxies what each proxy says, by its name
 * @param problem why not every proxy has said it
 */
public record TrafficReport(Map<String, List<ProxiedServer>> proxies, Optional<String> problem) {
  /** Of a cluster without proxies. */
  public static final TrafficReport NONE = new TrafficReport(Map.of(), Optional.empty());

  public TrafficReport {
    proxies = ImmutableSortedMap.copyOf(proxies);
  }

  /** No proxy could be asked. */
  public static TrafficReport failed(String problem) {
    return new TrafficReport(Map.of(), Optional.of(problem));
  }
}
