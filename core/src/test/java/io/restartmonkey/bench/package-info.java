/** Benchmarks that {@code scripts/bench} runs; no test asserts a time. */
@NullMarked
package io.restartmonkey.bench;

import org.jspecify.annotations.NullMarked;
