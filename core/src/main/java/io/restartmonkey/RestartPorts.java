package io.restartmonkey;

import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.RunListener;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.RunJournals;
import io.restartmonkey.spi.RunLease;
import java.time.Clock;

/** What a {@link RestartMonkey} was put together from. */
record RestartPorts(
    ClusterSource source,
    Content content,
    PlaybookRunner runner,
    RunJournals journals,
    RunLease lease,
    RunListener listener,
    Clock clock) {}
