package io.restartmonkey.launcher.config;

import io.restartmonkey.cluster.Nearest;
import io.restartmonkey.launcher.setting.Keys;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Puts the settings of a call together.
 *
 * <ol>
 *   <li>The defaults of {@link Keys}.
 *   <li>One file: the given one, or {@code ./restart-monkey.yaml} as {@link CurrentFolder} allows,
 *       or {@code /etc/restart-monkey/restart-monkey.yaml}, or none.
 *   <li>The environment, {@code RESTART_MONKEY_*}; a name that nearly is a setting is refused.
 *   <li>Flags.
 * </ol>
 */
public final class SettingsLoader {
  private static final String PREFIX = "RESTART_MONKEY_";
  private static final String FILE_VARIABLE = PREFIX + "CONFIG";
  private static final Path OF_THE_SYSTEM = Path.of("/etc/restart-monkey/restart-monkey.yaml");

  /** Variables of this project that are no settings. */
  private static final Set<String> OTHERS =
      Set.of(
          FILE_VARIABLE,
          RedisKeys.PASSWORD_VARIABLE,
          PREFIX + "LAB",
          PREFIX + "LAB_HOME",
          PREFIX + "CACHE",
          PREFIX + "STEP",
          PREFIX + "EVENTS");

  private static final List<String> VARIABLES =
      Stream.concat(
              Keys.ALL.stream().map(Setting::variable),
              Stream.of(FILE_VARIABLE, RedisKeys.PASSWORD_VARIABLE))
          .toList();

  private final Map<String, String> environment;
  private final Map<Setting<?>, EffectiveValue> settings = new HashMap<>();

  private SettingsLoader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** A value given as a flag: the flag as it was typed, the key, and the text. */
  public record Flag(String typed, String path, String text) {}

  /**
   * Loads the settings.
   *
   * @param file the file to read, instead of the usual places
   * @throws ConfigException if anything is not what it must be
   */
  public static Settings load(
      Optional<Path> file, Map<String, String> environment, List<Flag> flags) {
    SettingsLoader loader = new SettingsLoader(environment);
    file.or(
            () ->
                Optional.ofNullable(environment.get(FILE_VARIABLE))
                    .filter(name -> !name.isEmpty())
                    .map(Path::of))
        .or(() -> CurrentFolder.ofThisProcess().configuration())
        .or(() -> Optional.of(OF_THE_SYSTEM).filter(Files::exists))
        .map(ConfigFile::read)
        .ifPresent(loader.settings::putAll);
    loader.readEnvironment();
    flags.forEach(loader::read);
    Optional<String> password =
        Optional.ofNullable(environment.get(RedisKeys.PASSWORD_VARIABLE))
            .filter(text -> !text.isEmpty());
    return new Settings(loader.settings, password);
  }

  /**
   * Refuses the name of a variable that nearly is a setting, or lacks its section. One word alone
   * may be anybody's: Kubernetes sets {@code RESTART_MONKEY_PORT} for a service of that name.
   */
  private static void refuseIfMeant(String name) {
    String end = name.substring(PREFIX.length());
    VARIABLES.stream()
        .filter(setting -> end.contains("_") && setting.endsWith("_" + end))
        .findFirst()
        .or(() -> Nearest.to(name, VARIABLES, 2))
        .ifPresent(
            meant -> {
              throw ConfigException.at(
                  "environment", "%s is not a setting; did you mean %s?".formatted(name, meant));
            });
  }

  private void readEnvironment() {
    Set<String> known = new TreeSet<>(OTHERS);
    VARIABLES.forEach(known::add);
    new TreeSet<>(environment.keySet())
        .stream()
            .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
            .forEach(SettingsLoader::refuseIfMeant);
    for (Setting<?> setting : Keys.ALL) {
      String text = environment.get(setting.variable());
      if (text != null) {
        try {
          set(setting, text, "environment " + setting.variable());
        } catch (IllegalArgumentException e) {
          throw ConfigException.at(
              "environment " + setting.variable(), String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private void read(Flag flag) {
    Setting<?> setting =
        Keys.at(flag.path())
            .orElseThrow(
                () ->
                    ConfigException.ofFlag(
                        flag.typed(),
                        "unknown key '"
                            + flag.path()
                            + "'"
                            + Hint.of(flag.path(), Keys.pathsAndSections())));
    try {
      set(setting, flag.text(), flag.typed());
    } catch (IllegalArgumentException e) {
      throw ConfigException.ofFlag(flag.typed(), String.valueOf(e.getMessage()));
    }
  }

  private void set(Setting<?> setting, String text, String origin) {
    String checked = setting.type().check(text, Path.of(""));
    settings.put(setting, new EffectiveValue(checked, origin));
  }
}
