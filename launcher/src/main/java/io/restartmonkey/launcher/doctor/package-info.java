/**
 * Looks at everything that a run will need, and says what to mend. Changes nothing.
 *
 * <p>May use {@code config} and {@code setting}, and of core {@code ansible}, {@code cluster},
 * {@code health}, {@code inventory}, {@code journal}, {@code plan}, {@code playbook}, {@code
 * probe}, the root package, {@code run}, {@code spi} and {@code term}.
 */
@NullMarked
package io.restartmonkey.launcher.doctor;

import org.jspecify.annotations.NullMarked;
