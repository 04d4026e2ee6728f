/**
 * The monitor for users: it observes a cluster and treats single servers.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan}, {@code inventory}, {@code playbook},
 * {@code run}, {@code health}, {@code spi}, {@code internal.decision} and the root package.
 */
@NullMarked
package io.restartmonkey.monitor;

import org.jspecify.annotations.NullMarked;
