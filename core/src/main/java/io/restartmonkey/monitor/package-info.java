/**
 * The monitor for users: it observes a cluster and treats single servers.
 *
 * <p>May use the root package, {@code spi}, {@code run}, {@code playbook}, {@code health}, {@code
 * internal.decision}, {@code plan}, {@code inventory} and {@code cluster}.
 */
@NullMarked
package io.restartmonkey.monitor;

import org.jspecify.annotations.NullMarked;
