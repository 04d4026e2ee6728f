package io.restartmonkey;

import io.restartmonkey.plan.PlayPrompt;
import io.restartmonkey.plan.Playbook;
import io.restartmonkey.plan.Refusal;
import io.restartmonkey.term.Command;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The variables that plays ask for, and that a run was not given: Ansible has nobody to ask there.
 *
 * @param prompts each one once
 */
record Unanswered(List<PlayPrompt> prompts) {

  /**
   * Ansible does not ask for what is an extra variable.
   *
   * @param given the names of the extra variables
   */
  static Unanswered of(List<Playbook> playbooks, Set<String> given) {
    return new Unanswered(
        playbooks.stream()
            .flatMap(playbook -> playbook.prompts().stream())
            .filter(prompt -> !given.contains(prompt.name()))
            .distinct()
            .toList());
  }

  /** Those without a default: Ansible would take the text {@code None}. */
  List<Refusal> refusals() {
    return prompts.stream()
        .filter(prompt -> prompt.byDefault().isEmpty())
        .map(
            prompt ->
                new Refusal(
                    Refusal.Kind.CONTENT,
                    "%s: asks for '%s', but nobody answers in a run; give it with %s"
                        .formatted(
                            prompt.where(),
                            prompt.name(),
                            Command.GIVE_VARIABLE.with(prompt.name()))))
        .toList();
  }

  /** Those with a default, which Ansible takes. */
  List<String> notes() {
    return prompts.stream().map(Unanswered::note).flatMap(Optional::stream).toList();
  }

  private static Optional<String> note(PlayPrompt prompt) {
    return prompt
        .byDefault()
        .map(
            taken ->
                "%s: asks for '%s', but nobody answers in a run: its default '%s' is taken; give another one with %s"
                    .formatted(
                        prompt.where(),
                        prompt.name(),
                        taken,
                        Command.GIVE_VARIABLE.with(prompt.name())));
  }
}
