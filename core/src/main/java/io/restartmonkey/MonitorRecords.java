package io.restartmonkey;

import io.restartmonkey.monitor.Tick;
import io.restartmonkey.monitor.Treatment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the monitor remembers from one start to the next. */
public interface MonitorRecords {

  /** What was done about servers since then, by whichever process; runs that are over only. */
  List<Treatment> treatments(Instant since);

  /** The treatments that were begun and not seen to their end, oldest first: their run ids. */
  List<String> unfinishedTreatments();

  /** The newest run, if it is one of the whole cluster that did not come to a good end. */
  Optional<String> unfinishedClusterRun();

  /** The servers in quarantine, with the reason. */
  Map<String, String> quarantined();

  /** Puts a server into quarantine until somebody takes it out. */
  void quarantine(String server, String reason);

  /** Keeps the newest tick where {@code status} finds it. */
  void keep(Tick tick);
}
