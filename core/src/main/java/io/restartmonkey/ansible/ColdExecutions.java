package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Starts each command as a process of its own, which imports Ansible anew. */
final class ColdExecutions implements Executions {

  @Override
  public Optional<String> whyCold(Path folder) {
    return Optional.of("this is a plain runner");
  }

  @Override
  public Execution start(AnsibleCommand command) throws IOException {
    return AnsibleProcess.start(
        command,
        PlayScript.isIn(command.words()) ? AnsibleCommand.environment() : withoutScript(command));
  }

  /**
   * Where {@code ansible-playbook} is a program around Ansible's own, whose Python is not known,
   * variables have to do. They take the place of what {@code ansible.cfg} says.
   */
  private static Map<String, String> withoutScript(AnsibleCommand command) {
    Map<String, String> environment = AnsibleCommand.environment();
    environment.merge(
        "ANSIBLE_INVENTORY_ENABLED",
        "ansible.builtin.yaml,host_list,script,auto,ini,toml",
        (theirs, ours) -> "ansible.builtin.yaml," + theirs);
    if (command.variables().containsKey(EventCallback.EVENTS)) {
      environment.merge(
          "ANSIBLE_CALLBACK_PLUGINS",
          EventCallback.folder(command.folder()).toString(),
          (theirs, ours) -> theirs + ":" + ours);
    }
    return environment;
  }

  /** Cannot wait, so it is started when it is let. */
  @Override
  public Held hold(AnsibleCommand command) {
    return new Held() {
      @Override
      public Execution go() throws IOException {
        return start(command);
      }

      @Override
      public boolean isLoaded() {
        return false;
      }

      @Override
      public void drop() {}
    };
  }
}
