/**
 * YAML as Ansible reads it, for the two readers of Ansible's files. Pure.
 *
 * <p>May use SnakeYAML.
 */
@NullMarked
package io.restartmonkey.yaml;

import org.jspecify.annotations.NullMarked;
