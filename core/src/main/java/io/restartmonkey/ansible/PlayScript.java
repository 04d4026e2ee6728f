package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How {@code ansible-playbook} is made to play one play: by {@code run_play.py}, run with its own
 * Python. Where it is no Python script, it is told to skip every task, and the event callback lets
 * that script take this back for the one play: should the callback not be loaded, nothing runs.
 *
 * @param executable {@code ansible-playbook}
 * @param python the words that call its Python; empty if it does not say
 */
record PlayScript(String executable, Optional<List<String>> python) {
  private static final String SCRIPT = "RESTART_MONKEY_RUN_PLAY";
  private static final String PLAY = "RESTART_MONKEY_PLAY";

  /** For an executable that exists. */
  static PlayScript of(Path executable) {
    try {
      return new PlayScript(executable.toString(), Shebang.of(executable));
    } catch (IOException e) {
      return new PlayScript(executable.toString(), Optional.empty());
    }
  }

  /** For one that need not be there, to show what would be called. */
  static PlayScript shown(AnsibleSettings settings) {
    Optional<List<String>> python =
        settings.find().map(path -> of(path).python()).orElse(Optional.of(List.of("python3")));
    return new PlayScript(settings.executable(), python);
  }

  /** Whether a command runs it. */
  static boolean isIn(List<String> words) {
    return words.stream().anyMatch(word -> word.endsWith("/" + RunFiles.SCRIPT));
  }

  /** The words before the options of {@code ansible-playbook}. */
  List<String> words(RunFiles files) {
    Stream<String> script =
        python.stream()
            .flatMap(
                words ->
                    Stream.concat(
                        words.stream(),
                        Stream.of(files.script().toString(), files.play().toString())));
    return Stream.concat(script, Stream.of(executable)).toList();
  }

  /** Further options of {@code ansible-playbook}. */
  List<String> options() {
    return python.isPresent() ? List.of() : List.of("--skip-tags", "all,always");
  }

  /** A command line of these words as a person can type it. */
  List<String> typed(List<String> words, RunFiles files) {
    if (python.isPresent()) {
      return words;
    }
    Map<String, String> all = new TreeMap<>(variables(files));
    all.put("ANSIBLE_CALLBACK_PLUGINS", EventCallback.folder(files.folder()).toString());
    all.put(EventCallback.EVENTS, "/dev/null");
    return Stream.of(
            Stream.of("env"),
            all.entrySet().stream().map(variable -> variable.getKey() + "=" + variable.getValue()),
            words.stream())
        .flatMap(Function.identity())
        .toList();
  }

  /** Environment variables: a Python script, too, may be a wrapper of the real one. */
  Map<String, String> variables(RunFiles files) {
    return Map.of(SCRIPT, files.script().toString(), PLAY, files.play().toString());
  }
}
