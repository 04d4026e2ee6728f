/**
 * What to do: playbooks are read, their plays become a graph, the graph becomes ordered steps, or
 * refusals. Pure: may use {@code cluster}, Guava, and SnakeYAML in the playbook reader.
 */
@NullMarked
package io.restartmonkey.plan;

import org.jspecify.annotations.NullMarked;
