/** Looks at everything that a run will need, and says what to mend. Changes nothing. */
@NullMarked
package io.restartmonkey.launcher.doctor;

import org.jspecify.annotations.NullMarked;
