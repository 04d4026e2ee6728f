package io.restartmonkey.launcher.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {
  private static final int MAX_WORDS = 25;

  static List<Setting<?>> all() {
    return Keys.ALL;
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldHaveADefaultThatItTakes(Setting<?> setting) {
    assertThatCode(() -> setting.type().read(setting.preset())).doesNotThrowAnyException();
    if (!setting.preset().isEmpty()) {
      assertThat(setting.type().check(setting.preset(), Path.of(""))).isEqualTo(setting.preset());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldBeDescribedInOneShortSentence(Setting<?> setting) {
    assertThat(setting.description())
        .matches("[A-Z][^!?\\n]*\\.")
        .doesNotContainPattern("[.] [A-Z]");
    assertThat(Splitter.on(' ').splitToList(setting.description()))
        .hasSizeLessThanOrEqualTo(MAX_WORDS);
    assertThat(setting.type().values()).isNotEmpty();
  }

  @Test
  void shouldBeAllDifferent() {
    assertThat(Keys.paths()).hasSize(57).doesNotHaveDuplicates();
  }

  @Test
  void shouldKnowSections() {
    assertThat(Keys.isSection("redis")).isTrue();
    assertThat(Keys.isSection("redi")).isFalse();
    assertThat(Keys.isSection("cluster")).isFalse();
    assertThat(Keys.at("redis")).isEmpty();
    assertThat(Keys.at("redis.uri")).contains(RedisKeys.URI);
  }
}
