package io.restartmonkey.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.restartmonkey.launcher.config.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraVariableTest {

  @Test
  void shouldTakeJsonAsSuchAndAllElseAsText() {
    assertThat(value("a=true")).isEqualTo(true);
    assertThat(value("a=17")).isEqualTo(17);
    assertThat(value("a=-3")).isEqualTo(-3);
    assertThat(value("a=[1, \"x\"]")).isEqualTo(List.of(1, "x"));
    assertThat(value("a={\"b\": {}}")).isEqualTo(Map.of("b", Map.of()));
    assertThat(value("a=\"17\"")).isEqualTo("17");
    assertThat(value("a=1.10")).isEqualTo("1.10");
    assertThat(value("a=007")).isEqualTo("007");
    assertThat(value("a=null")).isEqualTo("null");
    assertThat(value("a=b=c")).isEqualTo("b=c");
    assertThat(value("a=")).isEqualTo("");
    assertThat(value("a=hello world")).isEqualTo("hello world");
    assertThat(value("a=\"b c=d\"")).isEqualTo("b c=d");
    assertThat(value("a={{ b }}")).isEqualTo("{{ b }}");
    assertThat(value("a={{ b | x(c=1, d=2) }}")).isEqualTo("{{ b | x(c=1, d=2) }}");
    assertThat(value("a=b 'c d=e'")).isEqualTo("b 'c d=e'");
    assertThat(value("a={% if b == c %}d=e{% endif %}")).isEqualTo("{% if b == c %}d=e{% endif %}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "=x", "a b=x", "1a=x", "a={", "a=[1] 2"})
  void shouldRefuseWhatIsNoVariable(String typed) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> value(typed))
        .satisfies(e -> assertThat(e.isFlag()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1 b=2", "a='x y' b=2", "a={{ x }} b=2", "a=\tb=2"})
  void shouldNotTakeASecondVariableForAPartOfTheFirst(String typed) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> value(typed))
        .withMessageStartingWith("-e a=")
        .withMessageEndingWith(
            ": names more than one variable; give each one with its own -e, or put one text into double quotes: -e 'a=\"…\"'");
  }

  @Test
  void shouldSayWhatToDoWithAFileOfVariables() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> value("@vars.yml"))
        .withMessage(
            "-e @vars.yml: a file is not taken, only NAME=VALUE; give each variable so, or put the file into group_vars/all beside the playbooks");
  }

  private static Object value(String typed) {
    Map<String, Object> variables = new LinkedHashMap<>();
    ExtraVariable.addTo(variables, typed);
    return variables.values().iterator().next();
  }
}
