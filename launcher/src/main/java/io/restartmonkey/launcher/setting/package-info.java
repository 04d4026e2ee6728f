/**
 * Which settings there are: one definition for each, by section, with its type, range, unit,
 * default and description. The reference in the docs, the manual page and the JSON Schema of the
 * file are printed from these definitions. May use core; reads no file.
 */
@NullMarked
package io.restartmonkey.launcher.setting;

import org.jspecify.annotations.NullMarked;
