/**
 * A cluster with its faults and its monitors in virtual time, to prove that the real decisions
 * never make anything worse. Only the ports are replaced.
 *
 * <p>May use {@code cluster}, {@code plan}, {@code inventory}, {@code playbook}, {@code run},
 * {@code health}, {@code spi}, the root package and {@code monitor}.
 */
@NullMarked
package io.restartmonkey.simulation;

import org.jspecify.annotations.NullMarked;
