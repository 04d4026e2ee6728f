package io.restartmonkey;

import java.time.Clock;

/** Everything through which a walk acts on the world. */
record Ports(PlaybookRunner runner, HeldLease lease, RunListener listener, Clock clock) {}
