package io.restartmonkey.launcher.command;

import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.config.SettingsLoader;
import io.restartmonkey.launcher.console.Console;
import io.restartmonkey.launcher.session.Ansible;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.term.Invocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program as a whole: the options that every command takes, and its help. */
@Command(
    name = "restart-monkey",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Restarts a whole cluster in the order that its playbooks define,"
          + " and single servers that hang or burn CPU.%n",
      "Flags override the environment (RESTART_MONKEY_*), which overrides the YAML file with settings."
          + " 'config show' lists all settings. Data goes to standard output, messages to standard error."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a host or a smoke test failed, or there was another failure",
      "2:the command line is wrong",
      "3:the configuration, a playbook, the template or a run folder is wrong",
      "4:the cluster cannot be seen: Redis, or the state file",
      "5:Ansible, or Java, cannot be run",
      "6:refused, nothing was touched",
      "7:stopped half-way; 'resume' continues",
      "8:done, but standard output could not be written",
      "130:ended by a second Ctrl-C (143: SIGTERM); 'resume' continues"
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    synopsisSubcommandLabel = "COMMAND")
final class Root implements AutoCloseable {
  final Console console;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "The YAML file with settings. Default: the file that RESTART_MONKEY_CONFIG names, ./restart-monkey.yaml (refused if others can write to it), or /etc/restart-monkey/restart-monkey.yaml.")
  @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "One setting for this call, for example redis.uri=redis://10.0.0.5:6379.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show what happens inside, and stack traces.")
  boolean verbose;

  private final List<Session> sessions = new ArrayList<>();

  private EarlyStart early = EarlyStart.NONE;

  Root(Console console) {
    this.console = console;
  }

  /** Begins with what a command will need, while its arguments are not yet understood. */
  void begin(List<String> arguments) {
    early = EarlyStart.begin(arguments, console.environment());
  }

  /**
   * The settings of this call.
   *
   * @param file a file instead of the one of {@code --config}
   */
  Settings settings(Optional<Path> file) {
    return settings(file, List.of());
  }

  private Settings settings(Optional<Path> file, List<SettingsLoader.Flag> flags) {
    List<SettingsLoader.Flag> all = new ArrayList<>();
    set.forEach(
        (key, value) -> all.add(new SettingsLoader.Flag("--set " + shown(key, value), key, value)));
    all.addAll(flags);
    return SettingsLoader.load(
        file.or(() -> Optional.ofNullable(config)), console.environment(), all);
  }

  /**
   * What was given on this command line for every command, to be given again. Not what may hold a
   * password: somebody may have typed one where none belongs.
   */
  List<String> again() {
    return again(Optional.ofNullable(config));
  }

  private List<String> again(Optional<Path> file) {
    List<String> again = new ArrayList<>();
    file.ifPresent(path -> again.addAll(List.of("--config", path.toString())));
    set.forEach((key, value) -> again.addAll(List.of("--set", shown(key, value))));
    return again;
  }

  /** A key that is none may be a misspelt one of a password. */
  private static String shown(String key, String value) {
    boolean isUnknown = Keys.at(key).isEmpty();
    boolean isOfRedis = key.startsWith("redis.");
    boolean isPassword = key.contains("password") && !key.endsWith("_file");
    return key
        + "="
        + (isUnknown || (isOfRedis && (isPassword || value.contains("@"))) ? "…" : value);
  }

  /** Puts core together for a command. */
  Session session(List<SettingsLoader.Flag> flags) {
    closeSessions();
    Settings settings = settings(Optional.empty(), flags);
    Session session = new Session(console, settings, early.as(settings));
    sessions.add(session);
    return session;
  }

  Session session() {
    return session(List.of());
  }

  /** Puts core together for the cluster of this file, and for no other. */
  Session sessionOf(Path file) {
    closeSessions();
    return another(file);
  }

  /**
   * Puts core together for the cluster of this file as well; Ansible is shared by those that run
   * the same playbooks in the same way. What this thread and those that it starts propose names the
   * file. Thread-safe.
   */
  synchronized Session another(Path file) {
    Invocation.repeatHere(again(Optional.of(file)));
    Settings settings = settings(Optional.of(file));
    Ansible ansible = new Ansible(settings);
    Session session =
        new Session(
            console,
            settings,
            sessions.stream()
                .map(Session::ansible)
                .filter(ansible::isLike)
                .findFirst()
                .orElse(ansible));
    sessions.add(session);
    return session;
  }

  /** Ends what a command has started. */
  @Override
  public void close() {
    closeSessions();
    early.close();
  }

  private synchronized void closeSessions() {
    sessions.forEach(Session::close);
    sessions.clear();
  }
}
