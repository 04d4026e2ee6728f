/**
 * Edge: asks servers directly over TCP.
 *
 * <p>May use {@code cluster}, {@code health} and {@code spi}.
 */
@NullMarked
package io.restartmonkey.probe;

import org.jspecify.annotations.NullMarked;
