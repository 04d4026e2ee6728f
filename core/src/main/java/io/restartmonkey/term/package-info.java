/**
 * What messages call the things that whoever runs Restart Monkey can set or ask for. A message that
 * needs a cure names an {@link io.restartmonkey.term.Option} or a {@link
 * io.restartmonkey.term.Command}; the program around words it, by its {@link
 * io.restartmonkey.term.Terms}. Without any the names are those of the Java API.
 *
 * <p>May use SLF4J.
 */
@NullMarked
package io.restartmonkey.term;

import org.jspecify.annotations.NullMarked;
