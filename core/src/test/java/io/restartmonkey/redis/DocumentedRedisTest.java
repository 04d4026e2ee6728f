package io.restartmonkey.redis;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pages say about Redis. */
class DocumentedRedisTest {
  @Test
  void shouldNameEveryKeyInTheChangelog() throws Exception {
    String all = Files.readString(Path.of("../CHANGELOG.md"));
    String section = all.substring(all.indexOf("**Redis keys**"));
    List<Method> keys =
        Arrays.stream(Keys.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == String.class)
            .filter(method -> !Modifier.isPublic(method.getModifiers()))
            .filter(method -> !method.getName().equals("key"))
            .toList();

    assertThat(keys).hasSizeGreaterThan(8);
    for (Method method : keys) {
      Object[] server = method.getParameterCount() == 0 ? new Object[0] : new Object[] {"NAME"};
      String key = (String) method.invoke(new Keys("CLUSTER"), server);
      assertThat(section).contains("`" + key + "`");
    }
  }

  @Test
  void shouldSayHowMuchIsReadOfAnAnswer() throws IOException {
    String page = Files.readString(Path.of("../SECURITY.md")).lines().collect(joining(" "));

    assertThat(page)
        .contains("a text of more than " + BoundedRespStream.MAX_TEXT_LENGTH / 1024 + " KiB")
        .contains("exceed " + BoundedRespStream.MAX_SHOWN / (1024 * 1024) + " MiB");
  }
}
