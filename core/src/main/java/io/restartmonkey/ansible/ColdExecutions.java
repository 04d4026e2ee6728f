package io.restartmonkey.ansible;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Starts each command as a process of its own, which imports Ansible anew. */
final class ColdExecutions implements Executions {

  @Override
  public Optional<String> whyCold(Path folder) {
    return Optional.of("this is a plain runner");
  }

  @Override
  public Execution start(AnsibleCommand command) throws IOException {
    if (!command.variables().containsKey(EventCallback.EVENTS)) {
      return AnsibleProcess.start(command, AnsibleCommand.environment());
    }
    EventCallback callback = EventCallback.in(command.folder());
    callback.write();
    return AnsibleProcess.start(command, AnsibleCommand.environment(callback));
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
