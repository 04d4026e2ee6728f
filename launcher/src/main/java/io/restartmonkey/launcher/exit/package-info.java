/** Exit codes, and the error that each belongs to. May use {@code config} and {@code session}. */
@NullMarked
package io.restartmonkey.launcher.exit;

import org.jspecify.annotations.NullMarked;
