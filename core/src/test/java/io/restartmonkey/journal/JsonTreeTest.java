package io.restartmonkey.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"text\"",
        "null",
        "{\"a\": [1, -2, 2147483648, 92233720368547758070, 1.5, true, false, null, \"\\u00e9\"]}",
        "{\"a\": {\"b\": {\"c\": []}}, \"d\": {}}",
        ""
      })
  void shouldReadWhatAMapperReads(String text) throws JsonProcessingException {
    JsonNode expected = new ObjectMapper().readTree(text);

    assertThat(JsonTree.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "[1,", "{\"a\": 1, \"a\": 2}", "{} {}", "[1] x", "nope", "{\"a\" 1}"})
  void shouldBeStrict(String text) {
    assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> JsonTree.read(text));
  }

  @Test
  void shouldGivePlainValues() throws JsonProcessingException {
    Map<String, Object> map =
        JsonTree.map(JsonTree.read("{\"a\": 1, \"b\": [true, null], \"c\": {\"d\": \"e\"}}"));

    assertThat(map)
        .containsEntry("a", 1)
        .containsEntry("b", Arrays.asList(true, null))
        .containsEntry("c", Map.of("d", "e"));
  }

  @Test
  void shouldRefuseToTakeAnythingButAnObjectForAMap() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonTree.map(JsonTree.read("[1]")))
        .withMessage("not a JSON object");
  }
}
