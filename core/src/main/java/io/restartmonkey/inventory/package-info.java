/**
 * Inventories: a template, which is itself a valid Ansible inventory with empty groups, filled with
 * servers. Pure but for reading the template.
 *
 * <p>May use {@code cluster}, {@code yaml} and SnakeYAML.
 */
@NullMarked
package io.restartmonkey.inventory;

import org.jspecify.annotations.NullMarked;
