/**
 * What one call needs of core: the settings with Redis and Ansible as they describe them. May use
 * {@code config}, {@code console} and {@code redis}.
 */
@NullMarked
package io.restartmonkey.launcher.session;

import org.jspecify.annotations.NullMarked;
