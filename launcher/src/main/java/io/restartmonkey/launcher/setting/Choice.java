package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One of some words, each the name of a constant in lower case. */
final class Choice<E extends Enum<E>> implements ValueType<E> {
  private final Class<E> constants;

  Choice(Class<E> constants) {
    this.constants = constants;
  }

  @Override
  public E read(String text) {
    return Arrays.stream(constants.getEnumConstants())
        .filter(constant -> word(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("neither " + String.join(" nor ", words())));
  }

  @Override
  public String values() {
    return String.join(" or ", words());
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("enum", words());
  }

  private List<String> words() {
    return Arrays.stream(constants.getEnumConstants()).map(Choice::word).toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
