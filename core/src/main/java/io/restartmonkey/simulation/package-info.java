/**
 * A cluster with its faults and its monkeys in virtual time, to prove that the real decisions never
 * make anything worse. Only the ports are replaced.
 */
@NullMarked
package io.restartmonkey.simulation;

import org.jspecify.annotations.NullMarked;
