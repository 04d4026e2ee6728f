package io.restartmonkey;

import java.util.Collection;
import java.util.List;

/** What the monitors of a cluster are about to do and have done, where each of them sees it. */
public interface Intents {
  /** Of a monitor that has no others beside it. */
  Intents UNSHARED =
      new Intents() {
        @Override
        public List<Intent> read() {
          return List.of();
        }

        @Override
        public void write(Intent intent) {}

        @Override
        public void forget(Collection<String> runIds) {}
      };

  /**
   * All that are kept and can be believed.
   *
   * @throws ClusterUnreachableException if they cannot be read
   */
  List<Intent> read();

  /**
   * Keeps an intent, in place of an older one of its run.
   *
   * @throws ClusterUnreachableException if it cannot be written
   */
  void write(Intent intent);

  /**
   * Forgets intents that are too old to matter.
   *
   * @throws ClusterUnreachableException if that cannot be done
   */
  void forget(Collection<String> runIds);
}
