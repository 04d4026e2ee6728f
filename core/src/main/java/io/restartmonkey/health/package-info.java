/**
 * What users set and see of the monitor: policies, verdicts, decisions and alerts.
 *
 * <p>Pure: may use {@code cluster} and {@code plan}.
 */
@NullMarked
package io.restartmonkey.health;

import org.jspecify.annotations.NullMarked;
