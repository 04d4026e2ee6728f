package io.restartmonkey;

import io.restartmonkey.playbook.PlaybookRunner;
import io.restartmonkey.run.RunListener;
import java.time.Clock;

/** Everything through which a walk acts on the world. */
record WalkPorts(PlaybookRunner runner, HeldLease lease, RunListener listener, Clock clock) {}
