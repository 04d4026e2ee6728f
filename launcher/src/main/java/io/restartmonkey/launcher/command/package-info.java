/**
 * The commands, a class for each, with their options. Only {@code Main} and {@code Training} use
 * this package.
 *
 * <p>May use {@code config}, {@code console}, {@code doctor}, {@code exit}, {@code progress},
 * {@code session}, {@code setting}, {@code signal}, {@code term}, {@code view}, {@code watch},
 * Jackson and picocli, and of core {@code ansible}, {@code cluster}, {@code health}, {@code
 * inventory}, {@code journal}, {@code plan}, {@code playbook}, {@code redis}, the root package,
 * {@code run}, {@code simulation} and {@code spi}.
 */
@NullMarked
package io.restartmonkey.launcher.command;

import org.jspecify.annotations.NullMarked;
