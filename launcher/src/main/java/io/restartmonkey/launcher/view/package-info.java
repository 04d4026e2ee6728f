/**
 * What commands print: tables, JSON and texts of plans, runs and ticks.
 *
 * <p>May use {@code console}, {@code progress}, Jackson and picocli, and of core {@code ansible},
 * {@code cluster}, {@code health}, {@code journal}, {@code plan}, {@code playbook}, {@code run} and
 * {@code spi}.
 */
@NullMarked
package io.restartmonkey.launcher.view;

import org.jspecify.annotations.NullMarked;
