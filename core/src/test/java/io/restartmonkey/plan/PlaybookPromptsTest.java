package io.restartmonkey.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookPromptsTest {
  @TempDir Path folder;

  @Test
  void shouldFindWhatPlaysAskForWithWhatIsTakenWhereNobodyAnswers() throws IOException {
    Path file =
        written(
            """
            - hosts: app
              vars_prompt:
                - {name: none, prompt: "Really?"}
                - {name: empty, default: ""}
                - name: null_is_none
                  default: null
                - {name: no, default: no, private: no}
                - {name: number, default: 5, private: "False"}
                - {name: secret, default: !vault x, private: false}
                - {name: password, default: hunter2}
                - {name: key, default: hunter2, private: true}
              tasks: [{ping: }]
            - hosts: app
              vars_prompt: {name: alone, default: text, private: false}
              tasks: [{ping: }]
            """);

    assertThat(PlaybookReader.read(file).prompts())
        .containsExactly(
            new PlayPrompt(file + ":3", "none", Optional.empty()),
            new PlayPrompt(file + ":4", "empty", Optional.of("…")),
            new PlayPrompt(file + ":5", "null_is_none", Optional.empty()),
            new PlayPrompt(file + ":7", "no", Optional.of("False")),
            new PlayPrompt(file + ":8", "number", Optional.of("5")),
            new PlayPrompt(file + ":9", "secret", Optional.of("…")),
            new PlayPrompt(file + ":10", "password", Optional.of("…")),
            new PlayPrompt(file + ":11", "key", Optional.of("…")),
            new PlayPrompt(file + ":14", "alone", Optional.of("text")));
  }

  @Test
  void shouldNotAskForPlaysThatAreNoSteps() throws IOException {
    Path file =
        written(
            """
            - {hosts: app, vars_prompt: [{name: a}], tags: [never], tasks: [{pause: }]}
            - {hosts: app, vars_prompt: [{name: b}], tags: [standalone], tasks: [{pause: }]}
            - {hosts: app, vars_prompt: [{name: c}]}
            """);

    assertThat(PlaybookReader.read(file).prompts()).isEmpty();
    assertThat(PlaybookReader.read(file).notes()).isEmpty();
  }

  @Test
  void shouldNoteEachPauseThatWaitsForAKey() throws IOException {
    Path file =
        written(
            """
            - hosts: app
              tasks:
                - pause:
                - ansible.builtin.pause: {prompt: "Look at the seconds=5"}
                - block: [{block: [{pause: "prompt='Go on?'"}]}]
                - {pause: {seconds: 5, prompt: "Moment"}}
                - {pause: {minutes: "{{ n }}"}}
                - pause: prompt='Moment' seconds=5
                - {pause: , args: {minutes: 1}}
                - {pause: , tags: never}
                - {block: [{pause: }], tags: [never]}
              handlers:
                - pause:
            """);

    assertThat(PlaybookReader.read(file).notes())
        .containsExactlyElementsOf(
            List.of(3, 4, 5, 13).stream()
                .map(
                    line ->
                        "%s:%d: this pause waits for a key, but nobody can press one: the play goes on at once; give it seconds or minutes"
                            .formatted(file, line))
                .toList());
  }

  private Path written(String playbook) throws IOException {
    return Files.writeString(folder.resolve("playbook.yaml"), playbook);
  }
}
