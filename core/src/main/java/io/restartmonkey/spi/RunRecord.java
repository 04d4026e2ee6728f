package io.restartmonkey.spi;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.run.RestartRequest;
import java.time.Instant;

/**
 * What a run set out to do; with this and its journal it can be resumed, even while Redis is down.
 *
 * @param request what was asked
 * @param plan what it became
 * @param snapshot the cluster as it was, as far as the run needs it
 * @param template the text of the inventory template as it was
 * @param startedAt when it began
 */
public record RunRecord(
    RestartRequest request,
    Plan plan,
    ClusterSnapshot snapshot,
    String template,
    Instant startedAt) {}
