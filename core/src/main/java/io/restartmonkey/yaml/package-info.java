/**
 * YAML as Ansible reads it, for the two readers of Ansible's files. Pure: may use SnakeYAML only.
 */
@NullMarked
package io.restartmonkey.yaml;

import org.jspecify.annotations.NullMarked;
