/** What the command {@code monitor} shows, and how it alerts people. */
@NullMarked
package io.restartmonkey.launcher.monitor;

import org.jspecify.annotations.NullMarked;
