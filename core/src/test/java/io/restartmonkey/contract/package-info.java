/**
 * What every implementation of a port must do: the fake, the simulated and the real one run the
 * same tests.
 */
@NullMarked
package io.restartmonkey.contract;

import org.jspecify.annotations.NullMarked;
