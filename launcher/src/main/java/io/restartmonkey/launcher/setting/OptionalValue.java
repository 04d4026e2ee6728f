package io.restartmonkey.launcher.setting;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A value, or none; only a default can be none. */
final class OptionalValue<T> implements ValueType<Optional<T>> {
  private final ValueType<T> type;

  OptionalValue(ValueType<T> type) {
    this.type = type;
  }

  @Override
  public Optional<T> read(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(type.read(text));
  }

  @Override
  public String check(String text, Path base) {
    return type.check(text, base);
  }

  @Override
  public boolean isList() {
    return type.isList();
  }

  @Override
  public String values() {
    return type.values();
  }

  @Override
  public Map<String, Object> schema() {
    return type.schema();
  }
}
