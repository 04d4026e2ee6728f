/**
 * The front door for users: {@link io.restartmonkey.RestartMonkey} plans, runs and resumes
 * restarts.
 *
 * <p>May use {@code cluster}, {@code plan}, {@code inventory}, {@code playbook}, {@code run} and
 * {@code spi}. It never names an edge: the embedder passes the implementations of the ports.
 */
@NullMarked
package io.restartmonkey;

import org.jspecify.annotations.NullMarked;
