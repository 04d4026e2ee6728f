package io.restartmonkey.launcher.setting;

import com.google.common.collect.ImmutableMap;
import io.restartmonkey.plan.Remedy;
import java.util.List;
import java.util.Map;

/** A remedy that cures a server, as people write it: {@code restart-service}. */
final class RemedyName implements Spelling<Remedy> {
  private static final List<Remedy> CURES =
      List.of(Remedy.RESTART_SERVICE, Remedy.REBOOT, Remedy.POWER_CYCLE, Remedy.REPLACE);

  @Override
  public Remedy read(String text) {
    return CURES.stream()
        .filter(remedy -> remedy.word().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is none of %s".formatted(text, values())));
  }

  @Override
  public String values() {
    return String.join(", ", words());
  }

  @Override
  public String pattern() {
    return String.join("|", words());
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("enum", words());
  }

  private static List<String> words() {
    return CURES.stream().map(Remedy::word).toList();
  }
}
