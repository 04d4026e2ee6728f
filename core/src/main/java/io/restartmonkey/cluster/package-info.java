/**
 * What is: the servers of a cluster and their heartbeats, as one immutable snapshot.
 *
 * <p>Every value that comes from outside enters through a constructor here that rejects what is not
 * strictly a name, an address or a number. Pure.
 *
 * <p>May use nothing else.
 */
@NullMarked
package io.restartmonkey.cluster;

import org.jspecify.annotations.NullMarked;
