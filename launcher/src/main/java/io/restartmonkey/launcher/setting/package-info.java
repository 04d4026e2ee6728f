/**
 * Which settings there are: one definition for each, by section, with its type, range, unit,
 * default and description. The reference in the docs, the manual page and the JSON Schema of the
 * file are printed from these definitions. It reads no file.
 *
 * <p>May use of core {@code ansible}, {@code cluster}, {@code health}, {@code plan} and {@code
 * term}.
 */
@NullMarked
package io.restartmonkey.launcher.setting;

import org.jspecify.annotations.NullMarked;
