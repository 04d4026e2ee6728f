/**
 * How the monitor alerts people: a queue, hooks and webhooks. May use {@code config} and {@code
 * progress}.
 */
@NullMarked
package io.restartmonkey.launcher.alert;

import org.jspecify.annotations.NullMarked;
