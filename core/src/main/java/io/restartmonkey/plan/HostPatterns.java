package io.restartmonkey.plan;

import io.restartmonkey.cluster.Server;
import java.util.List;

/** Says which running servers a play's host pattern means. */
public interface HostPatterns {

  /** Resolves a pattern against the running servers. */
  Meaning resolve(String pattern);

  /** What a pattern means. */
  sealed interface Meaning {

    /**
     * These servers.
     *
     * @param servers empty list if it is a good pattern, but no such server is running
     */
    record Running(List<Server> servers) implements Meaning {
      public Running {
        servers = List.copyOf(servers);
      }
    }

    /**
     * Nothing that an order could be made of.
     *
     * @param why goes on from "runs on 'PATTERN', "
     */
    record Unclear(String why) implements Meaning {}
  }
}
