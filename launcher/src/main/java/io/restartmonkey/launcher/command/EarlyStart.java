package io.restartmonkey.launcher.command;

import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.launcher.console.Logging;
import io.restartmonkey.launcher.session.Ansible;
import io.restartmonkey.launcher.setting.ContentKeys;
import io.restartmonkey.plan.PlaybookReader;
import io.restartmonkey.run.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Does what a command will do first while the command line is still being understood, which takes
 * about as long: has Ansible imported, if the command will need it, and then reads the content, so
 * that Java has loaded what that takes. What it cannot make out for certain it leaves to the
 * command.
 */
final class EarlyStart implements AutoCloseable {
  private static final Set<String> WITH_ANSIBLE =
      Set.of("restart-cluster", "stop", "restart", "smoke-test", "resume");

  private static final Set<String> WITH_CONTENT = Set.of("plan", "inventory");
  private static final Set<String> LOOKING = Set.of("-h", "--help", "-V", "--version");
  private static final String CONFIG = "--config";
  private static final String SET = "--set";

  /** Nothing was begun. */
  static final EarlyStart NONE =
      new EarlyStart(CompletableFuture.completedFuture(Optional.empty()));

  private final CompletableFuture<Optional<Ansible>> begun;

  private EarlyStart(CompletableFuture<Optional<Ansible>> begun) {
    this.begun = begun;
  }

  /** Begins, if the arguments are those of a command that it knows; returns at once. */
  static EarlyStart begin(List<String> arguments, Map<String, String> environment) {
    String command = arguments.isEmpty() ? "" : arguments.get(0);
    boolean withAnsible = WITH_ANSIBLE.contains(command);
    boolean isKnown = withAnsible || WITH_CONTENT.contains(command);
    if (!isKnown || arguments.stream().anyMatch(LOOKING::contains)) {
      return NONE;
    }
    CompletableFuture<Optional<Ansible>> ansible = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Settings settings =
                    SettingsLoader.load(config(arguments), environment, flags(arguments));
                ansible.complete(withAnsible ? warmed(settings, arguments) : Optional.empty());
                read(settings.get(ContentKeys.TEMPLATE), settings.get(ContentKeys.PLAYBOOKS));
              } catch (RuntimeException e) {
                // The command says what is wrong.
              } finally {
                ansible.complete(Optional.empty()); // Unless it is complete.
              }
            },
            "restart-monkey early start");
    thread.setDaemon(true);
    thread.start();
    return new EarlyStart(ansible);
  }

  /** What was begun, if it is as these settings want it; otherwise what they want. */
  Ansible as(Settings settings) {
    Ansible wanted = new Ansible(settings);
    Optional<Ansible> early = begun.join();
    if (early.filter(wanted::isLike).isPresent()) {
      return early.get();
    }
    close();
    return wanted;
  }

  @Override
  public void close() {
    begun.join().ifPresent(Ansible::close);
  }

  private static Optional<Ansible> warmed(Settings settings, List<String> arguments) {
    Logging.configure(arguments.contains("-v") || arguments.contains("--verbose"));
    Ansible ansible = new Ansible(settings);
    ansible.warmUp();
    return Optional.of(ansible);
  }

  private static void read(Path template, Path playbooks) {
    var unusedTemplate = InventoryTemplate.read(template);
    var unusedPlaybook = PlaybookReader.read(playbooks.resolve(Stage.RESTART.playbook()));
  }

  private static Optional<Path> config(List<String> arguments) {
    return values(CONFIG, arguments).stream().reduce((one, next) -> next).map(Path::of);
  }

  private static List<SettingsLoader.Flag> flags(List<String> arguments) {
    return values(SET, arguments).stream()
        .filter(value -> value.contains("="))
        .map(value -> value.split("=", 2))
        .map(pair -> new SettingsLoader.Flag(SET, pair[0], pair[1]))
        .toList();
  }

  private static List<String> values(String option, List<String> arguments) {
    List<String> values = new ArrayList<>();
    Iterator<String> words = arguments.iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (word.equals(option) && words.hasNext()) {
        values.add(words.next());
      } else if (word.startsWith(option + "=")) {
        values.add(word.substring(option.length() + 1));
      }
    }
    return values;
  }
}
