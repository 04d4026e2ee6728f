/**
 * Edge: runs {@code ansible-playbook} and reads its events.
 *
 * <p>May use {@code term}, {@code cluster}, {@code plan}, {@code inventory}, {@code playbook},
 * commons-exec, Jackson and SLF4J.
 */
@NullMarked
package io.restartmonkey.ansible;

import org.jspecify.annotations.NullMarked;
