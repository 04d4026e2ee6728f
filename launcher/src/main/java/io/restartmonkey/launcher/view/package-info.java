/**
 * What commands print: tables, JSON and texts of plans, runs and ticks. May use {@code console},
 * {@code progress} and {@code session}.
 */
@NullMarked
package io.restartmonkey.launcher.view;

import org.jspecify.annotations.NullMarked;
