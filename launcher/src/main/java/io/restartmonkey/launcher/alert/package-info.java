/**
 * How the monitor alerts people: a queue, hooks and webhooks.
 *
 * <p>May use {@code config}, {@code progress}, {@code setting} and Jackson, and of core {@code
 * cluster}, {@code health} and {@code spi}.
 */
@NullMarked
package io.restartmonkey.launcher.alert;

import org.jspecify.annotations.NullMarked;
