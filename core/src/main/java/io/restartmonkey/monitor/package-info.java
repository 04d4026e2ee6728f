/**
 * When to do something about a server, and what. Pure: may use {@code cluster} and {@code plan}.
 */
@NullMarked
package io.restartmonkey.monitor;

import org.jspecify.annotations.NullMarked;
