/** Edge: asks servers directly over TCP. May use the ports, {@code cluster}, JDK. */
@NullMarked
package io.restartmonkey.probe;

import org.jspecify.annotations.NullMarked;
