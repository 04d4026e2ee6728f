/**
 * Edge: runs {@code ansible-playbook} and reads its events. May use the ports, {@code inventory},
 * commons-exec and Jackson.
 */
@NullMarked
package io.restartmonkey.ansible;

import org.jspecify.annotations.NullMarked;
