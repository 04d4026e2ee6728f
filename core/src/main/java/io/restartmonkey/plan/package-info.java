/**
 * What to do: playbooks are read, their plays become a graph, the graph becomes ordered steps, or
 * refusals. Pure; only the readers of playbooks use SnakeYAML.
 *
 * <p>May use {@code term}, {@code cluster}, {@code yaml} and SnakeYAML.
 */
@NullMarked
package io.restartmonkey.plan;

import org.jspecify.annotations.NullMarked;
