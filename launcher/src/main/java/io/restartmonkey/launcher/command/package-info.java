/**
 * The commands, a class for each, with their options. Only {@code Main} uses this package; it may
 * use all others, and picocli.
 */
@NullMarked
package io.restartmonkey.launcher.command;

import org.jspecify.annotations.NullMarked;
