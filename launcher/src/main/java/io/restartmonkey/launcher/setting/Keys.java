package io.restartmonkey.launcher.setting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All settings, by section, in the order in which they are shown. */
public final class Keys {
  /** The sections. */
  public static final List<Section> SECTIONS =
      List.of(
          GeneralKeys.SECTION,
          RedisKeys.SECTION,
          AnsibleKeys.SECTION,
          ContentKeys.SECTION,
          RunKeys.SECTION,
          MonitorKeys.SECTION,
          CureKeys.SECTION,
          BudgetKeys.SECTION,
          AlertKeys.SECTION);

  /** The settings of all sections. */
  public static final List<Setting<?>> ALL =
      SECTIONS.stream().<Setting<?>>flatMap(section -> section.settings().stream()).toList();

  private static final Map<String, Setting<?>> BY_PATH =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::path, Function.identity()));

  private Keys() {}

  /** The setting of this name; empty if there is none. */
  public static Optional<Setting<?>> at(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  /** Whether settings are written under this key. */
  public static boolean isSection(String path) {
    return ALL.stream().anyMatch(setting -> setting.path().startsWith(path + "."));
  }

  /** The first setting of a section. */
  public static Setting<?> firstOf(String section) {
    return ALL.stream()
        .filter(setting -> setting.path().startsWith(section + "."))
        .findFirst()
        .orElseThrow();
  }

  /** The names of all settings, and of their sections. */
  public static List<String> pathsAndSections() {
    return Stream.concat(
            paths().stream(),
            paths().stream().filter(p -> p.contains(".")).map(p -> p.substring(0, p.indexOf('.'))))
        .distinct()
        .toList();
  }

  /** The names of all settings. */
  public static List<String> paths() {
    return ALL.stream().map(Setting::path).toList();
  }
}
