package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonProblemTest {
  @Test
  void shouldSayNothingOfTheParser() {
    String source =
        "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 7, column: 3]";

    assertThat(
            JsonProblem.of(
                "Unexpected end-of-input: expected close marker for Object (start marker at "
                    + source
                    + ")",
                9))
        .isEqualTo("it is cut off in line 9");
    assertThat(
            JsonProblem.of(
                "Unexpected close marker ']': expected '}' (for Object starting at " + source + ")",
                0))
        .isEqualTo("Unexpected close marker ']': expected '}'");
    assertThat(JsonProblem.of("Unrecognized token 'x'", 1))
        .isEqualTo("Unrecognized token 'x' in line 1");
  }
}
