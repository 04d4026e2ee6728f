/**
 * Exit codes, and the error that each belongs to.
 *
 * <p>May use {@code config}, and of core {@code cluster}, {@code inventory}, {@code plan}, {@code
 * playbook} and {@code run}.
 */
@NullMarked
package io.restartmonkey.launcher.exit;

import org.jspecify.annotations.NullMarked;
