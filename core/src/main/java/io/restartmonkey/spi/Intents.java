package io.restartmonkey.spi;

import io.restartmonkey.run.ClusterUnreachableException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is about to be done to a cluster, and has been, where each of its monitors sees it: their
 * treatments, whether a run of the whole cluster is half-way, and which servers are in quarantine.
 */
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

        @Override
        public Optional<IncompleteRun> halfWay() {
          return Optional.empty();
        }

        @Override
        public void begun(IncompleteRun run) {}

        @Override
        public void completed(IncompleteRun run) {}

        @Override
        public List<Quarantine> quarantines() {
          return List.of();
        }

        @Override
        public void write(Quarantine quarantine) {}

        @Override
        public void forget(Quarantine quarantine) {}
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

  /**
   * The newest run of the whole cluster that is half-way, or was, until it {@linkplain
   * IncompleteRun#isOver was over}.
   *
   * @throws ClusterUnreachableException if it cannot be read
   */
  Optional<IncompleteRun> halfWay();

  /**
   * Says that a run begins to touch the whole cluster.
   *
   * @throws ClusterUnreachableException if it cannot be written
   */
  void begun(IncompleteRun run);

  /**
   * Says that this run is over, if it is still the newest one.
   *
   * @throws ClusterUnreachableException if it cannot be written
   */
  void completed(IncompleteRun run);

  /**
   * The servers that monitors have set apart, or had, as far as that can be believed.
   *
   * @throws ClusterUnreachableException if they cannot be read
   */
  List<Quarantine> quarantines();

  /**
   * Keeps one, in place of an older one of its server and machine.
   *
   * @throws ClusterUnreachableException if it cannot be written
   */
  void write(Quarantine quarantine);

  /**
   * Forgets the one of this server and machine.
   *
   * @throws ClusterUnreachableException if that cannot be done
   */
  void forget(Quarantine quarantine);
}
