/** A fake for each port of the front door, published as core's test-jar. */
@NullMarked
package io.restartmonkey.fake;

import org.jspecify.annotations.NullMarked;
