/** Hostile input, the same for the same seed. For tests of whatever reads from outside. */
@NullMarked
package io.restartmonkey.fuzz;

import org.jspecify.annotations.NullMarked;
