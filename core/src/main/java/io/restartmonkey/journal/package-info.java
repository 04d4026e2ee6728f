/**
 * Edge: what is kept in files. Run folders with their write-ahead journals, and cluster states.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan}, {@code health}, {@code playbook}, {@code
 * run}, {@code spi}, {@code internal.decision}, Jackson and SLF4J.
 */
@NullMarked
package io.restartmonkey.journal;

import org.jspecify.annotations.NullMarked;
