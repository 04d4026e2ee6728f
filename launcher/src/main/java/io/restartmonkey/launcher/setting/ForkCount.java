package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import io.restartmonkey.ansible.Forks;
import java.util.Map;
import java.util.Optional;

/** How many servers at the same time; none is {@code auto}, as many as the machine carries. */
final class ForkCount implements ValueType<Optional<Forks>> {
  private static final String AUTO = "auto";

  private final WholeNumber number = new WholeNumber(1, 1000, "servers");

  @Override
  public Optional<Forks> read(String text) {
    return text.equals(AUTO) ? Optional.empty() : Optional.of(new Forks(number.read(text)));
  }

  @Override
  public String values() {
    return AUTO + ", or " + number.values();
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.<String, Object>builder()
        .putAll(number.schema())
        .put(
            "pattern",
            "^(auto|0*(%s))$".formatted(DecimalRange.pattern(number.least(), number.most())))
        .buildKeepingLast();
  }
}
