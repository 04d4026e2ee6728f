/** Edge: asks servers directly over TCP. May use the front door's ports, {@code cluster}, JDK. */
@NullMarked
package io.restartmonkey.probe;

import org.jspecify.annotations.NullMarked;
