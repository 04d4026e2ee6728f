package io.restartmonkey.spi;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.ProbeAnswer;
import java.util.Collection;
import java.util.Map;

/** Asks servers directly whether they are there, past their agents and past Redis. */
public interface Prober {

  /**
   * Asks them all at once. Returns within some seconds, however many do not answer.
   *
   * @return the answer of each, by its name
   */
  Map<String, ProbeAnswer> probe(Collection<Server> servers);
}
