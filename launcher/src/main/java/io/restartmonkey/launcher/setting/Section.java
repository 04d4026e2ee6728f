package io.restartmonkey.launcher.setting;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings that belong together, in the order in which they are shown. Takes settings while its
 * class is initialized, and is not changed afterwards.
 */
public final class Section {
  private final String title;
  private final String prefix;
  private final List<Setting<?>> settings = new ArrayList<>();

  /** A section whose settings have one word as their name. */
  Section(String title) {
    this.title = title;
    this.prefix = "";
  }

  /** A section whose settings are written under a key. */
  Section(String title, String key) {
    this.title = title;
    this.prefix = key + ".";
  }

  /** Its heading. */
  public String title() {
    return title;
  }

  /** Its settings. */
  public List<Setting<?>> settings() {
    return List.copyOf(settings);
  }

  <T> Setting<T> setting(String name, ValueType<T> type, String preset, String description) {
    Setting<T> setting = new Setting<>(prefix + name, type, preset, description);
    settings.add(setting);
    return setting;
  }

  /** A setting without a default. */
  <T> Setting<Optional<T>> optional(String name, ValueType<T> type, String description) {
    return setting(name, new OptionalValue<>(type), "", description);
  }
}
