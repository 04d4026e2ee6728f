package io.restartmonkey.plan;

import java.util.Optional;

/**
 * A variable that a play asks whoever sits at the terminal for ({@code vars_prompt}). Ansible does
 * not ask for an extra variable.
 *
 * @param where the place of the question: {@code file:line}
 * @param name the variable
 * @param byDefault what Ansible takes where nobody can answer, {@code …} if that is a secret; empty
 *     if it has nothing to take
 */
public record PlayPrompt(String where, String name, Optional<String> byDefault) {}
