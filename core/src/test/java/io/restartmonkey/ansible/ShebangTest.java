package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShebangTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
           /usr/bin/python3                              | /usr/bin/python3
          /usr/bin/env python3                           | /usr/bin/env,python3
          /usr/bin/env -S python3.11 -P                  | /usr/bin/env,-S,python3.11,-P
          /usr/libexec/platform-python -Es               | /usr/libexec/platform-python,-Es
          /bin/sh,'''exec' /long/bin/python3 "$0" "$@"   | /long/bin/python3
          /bin/sh,'''exec' "/my venv/bin/python3" "$0" "$@" | /my venv/bin/python3
          /bin/sh,'''exec' '/my venv/bin/python3' "$0" "$@" | /my venv/bin/python3
          """)
  void shouldTellThePythonOfAScript(String head, String words) throws IOException {
    assertThat(Shebang.of(script("#!" + head))).get().asString().isEqualTo(list(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#!/bin/sh,exec /usr/bin/ansible-playbook",
        "#!/opt/python-tools/bin/bash,exec /usr/bin/ansible-playbook",
        "#!/bin/sh,'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python3' \"$0\" \"$@\"",
        "",
      })
  void shouldNotGuess(String head) throws IOException {
    assertThat(Shebang.of(script(head))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import sys\nfrom ansible.cli.playbook import main\n",
        "  import ansible.cli\n",
        "__requires__ = 'ansible-core==2.14.18'\nfrom pkg_resources import load_entry_point\n",
        "sys.exit(load_entry_point(\"ansible\", 'console_scripts', 'ansible-playbook')())\n",
      })
  void shouldKnowAScriptOfAnsible(String text) throws IOException {
    assertThat(Shebang.of(script("#!/usr/bin/python3", text))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import os, sys\nos.execvp('ansible-playbook', sys.argv)\n",
        "import subprocess\nsubprocess.run(['/opt/ansible/bin/ansible-playbook'])\n",
        "PK\u0003\u0004",
      })
  void shouldNotTakeThePythonOfAScriptThatCallsAnother(String text) throws IOException {
    assertThat(Shebang.of(script("#!/usr/bin/env python3", text))).isEmpty();
  }

  private Path script(String head) throws IOException {
    return script(head, "from ansible.cli.playbook import main\n");
  }

  private Path script(String head, String text) throws IOException {
    return Files.writeString(
        folder.resolve("script"), head.replace(",", "\n") + "\n' '''\n" + text);
  }

  private static String list(String words) {
    return "[" + words.replace(",", ", ") + "]";
  }
}
