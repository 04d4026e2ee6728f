package io.restartmonkey.launcher.config;

import io.restartmonkey.cluster.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts the settings of a call together.
 *
 * <ol>
 *   <li>The defaults of {@link Key}.
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
          Settings.PASSWORD,
          PREFIX + "LAB",
          PREFIX + "LAB_HOME",
          PREFIX + "CACHE",
          PREFIX + "STEP",
          PREFIX + "EVENTS");

  private final Map<String, String> environment;
  private final Map<Key, Setting> settings = new EnumMap<>(Key.class);

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
    file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of))
        .or(() -> CurrentFolder.ofThisProcess().configuration())
        .or(() -> Optional.of(OF_THE_SYSTEM).filter(Files::exists))
        .map(ConfigFile::read)
        .ifPresent(loader.settings::putAll);
    loader.readEnvironment();
    flags.forEach(loader::read);
    Optional<String> password =
        Optional.ofNullable(environment.get(Settings.PASSWORD)).filter(text -> !text.isEmpty());
    return new Settings(loader.settings, password);
  }

  private void readEnvironment() {
    Set<String> known = new TreeSet<>(OTHERS);
    Arrays.stream(Key.values()).map(Key::variable).forEach(known::add);
    new TreeSet<>(environment.keySet())
        .stream()
            .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
            .forEach(
                name ->
                    Nearest.to(name, known, 2)
                        .ifPresent(
                            meant -> {
                              throw ConfigException.at(
                                  "environment",
                                  "%s is not a setting; did you mean %s?".formatted(name, meant));
                            }));
    for (Key key : Key.values()) {
      String text = environment.get(key.variable());
      if (text != null) {
        try {
          set(key, text, "environment " + key.variable());
        } catch (IllegalArgumentException e) {
          throw ConfigException.at("environment " + key.variable(), String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private void read(Flag flag) {
    Key key =
        Key.at(flag.path())
            .orElseThrow(
                () ->
                    ConfigException.ofFlag(
                        flag.typed(),
                        "unknown key '" + flag.path() + "'" + Hint.of(flag.path(), Key.paths())));
    try {
      set(key, flag.text(), flag.typed());
    } catch (IllegalArgumentException e) {
      throw ConfigException.ofFlag(flag.typed(), String.valueOf(e.getMessage()));
    }
  }

  private void set(Key key, String text, String origin) {
    settings.put(key, new Setting(key.check().apply(text, Path.of("")), origin));
  }
}
