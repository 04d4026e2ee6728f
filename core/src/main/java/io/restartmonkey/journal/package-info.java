/**
 * Edge: what is kept in files. Run folders with their write-ahead journals, and cluster states. May
 * use the ports and Jackson.
 */
@NullMarked
package io.restartmonkey.journal;

import org.jspecify.annotations.NullMarked;
