/**
 * The ports that an embedder implements or chooses, and the values that they pass.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan}, {@code health}, {@code playbook} and
 * {@code run}.
 */
@NullMarked
package io.restartmonkey.spi;

import org.jspecify.annotations.NullMarked;
