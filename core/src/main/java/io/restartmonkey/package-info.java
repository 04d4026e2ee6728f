/**
 * The front door for users: {@link io.restartmonkey.RestartMonkey} plans, runs and resumes
 * restarts. It never names an edge: the embedder passes the implementations of the ports.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan}, {@code inventory}, {@code playbook},
 * {@code run}, {@code spi} and SLF4J.
 */
@NullMarked
package io.restartmonkey;

import org.jspecify.annotations.NullMarked;
