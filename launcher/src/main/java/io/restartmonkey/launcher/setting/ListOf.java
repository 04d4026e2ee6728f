package io.restartmonkey.launcher.setting;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** A list, with commas between its items, or as a list of YAML. */
final class ListOf<T> implements ValueType<List<T>> {
  private static final Splitter COMMAS = Splitter.on(',').trimResults().omitEmptyStrings();

  private final Spelling<T> item;
  private final String values;

  ListOf(Spelling<T> item, String values) {
    this.item = item;
    this.values = values;
  }

  @Override
  public List<T> read(String text) {
    return COMMAS.splitToStream(text).map(item::read).toList();
  }

  @Override
  public boolean isList() {
    return true;
  }

  @Override
  public String values() {
    return values;
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of(
        "type",
        List.of("array", "string"),
        "items",
        item.schema(),
        "pattern",
        "^[\\s,]*((%1$s)(\\s*,[\\s,]*(%1$s))*)?[\\s,]*$".formatted(item.pattern()));
  }
}
