/**
 * What users set and see of the monitor: policies, verdicts, decisions and alerts. Pure.
 *
 * <p>May use {@code term}, {@code cluster} and {@code plan}.
 */
@NullMarked
package io.restartmonkey.health;

import org.jspecify.annotations.NullMarked;
