package io.restartmonkey.monitor;

import com.google.common.base.Ticker;
import io.restartmonkey.spi.Alerts;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.MonitorStateStore;
import io.restartmonkey.spi.PauseStore;
import io.restartmonkey.spi.Prober;
import io.restartmonkey.spi.Registry;
import io.restartmonkey.spi.RunLease;
import io.restartmonkey.spi.RunLoop;
import io.restartmonkey.spi.TrafficReader;
import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * Everything through which a monitor sees and acts on the world.
 *
 * @param source the cluster's state; keep one for all ticks
 * @param registry where lost registrations are restored
 * @param prober asks servers directly
 * @param traffic asks the proxies, away from the ticks
 * @param lease tells whether another run is going on
 * @param leadership which monitor acts, if there are several
 * @param intents what other monitors did
 * @param machine what the machine of this monitor is called, unlike any other's
 * @param pauses the pause
 * @param records what is remembered
 * @param alerts who hears of alerts
 * @param worker where treatments live, one at a time, away from the ticks
 * @param probing asks servers, away from the ticks
 * @param clock the wall clock
 * @param ticker the monotonic clock
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED)
public record MonitorPorts(
    ClusterSource source,
    Registry registry,
    Prober prober,
    TrafficReader traffic,
    RunLease lease,
    Leadership leadership,
    Intents intents,
    String machine,
    PauseStore pauses,
    MonitorStateStore records,
    Alerts alerts,
    RunLoop worker,
    Executor probing,
    Clock clock,
    Ticker ticker) {

  /** Asks for one port after the other, in their order, so that none is left out. */
  public static MonitorPortsBuilder.SourceStage builder() {
    return MonitorPortsBuilder.builder();
  }
}
