/**
 * What users ask for and what they get: requests, jobs, reports, and the exceptions of a run.
 *
 * <p>May use {@code cluster}, {@code plan} and {@code playbook}.
 */
@NullMarked
package io.restartmonkey.run;

import org.jspecify.annotations.NullMarked;
