/** What the users of the launcher type: its settings and commands, as messages name them. */
@org.jspecify.annotations.NullMarked
package io.restartmonkey.launcher.term;
