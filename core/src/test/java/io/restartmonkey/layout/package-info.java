/** Which package of a module may use which: the table that holds the code, and its texts. */
@NullMarked
package io.restartmonkey.layout;

import org.jspecify.annotations.NullMarked;
