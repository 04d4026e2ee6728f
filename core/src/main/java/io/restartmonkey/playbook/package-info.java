/**
 * The port through which playbooks run, and its values: runs, events and outcomes.
 *
 * <p>May use {@code cluster}, {@code plan} and {@code inventory}.
 */
@NullMarked
package io.restartmonkey.playbook;

import org.jspecify.annotations.NullMarked;
