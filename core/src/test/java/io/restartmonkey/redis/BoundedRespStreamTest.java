package io.restartmonkey.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fuzz.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundedRespStreamTest {
  private static final String HEARTBEATS =
      "*1\r\n*2\r\n$3\r\n1-1\r\n*4\r\n$3\r\ncpu\r\n$3\r\n1.5\r\n$3\r\napp\r\n$1\r\n-\r\n";
  private static final String MANY =
      "*5\r\n+OK\r\n:17\r\n$-1\r\n*-1\r\n*0\r\n%1\r\n$1\r\na\r\n,1.5\r\n~2\r\n#t\r\n_\r\n=7\r\ntxt:abc\r\n(12\r\n";

  @Test
  void shouldLeaveGoodAnswersAsTheyAre() throws IOException {
    String long1 = text("x".repeat(16 << 10));
    assertThat(filtered(HEARTBEATS + MANY + long1 + HEARTBEATS))
        .isEqualTo(HEARTBEATS + MANY + long1 + HEARTBEATS);
  }

  @Test
  void shouldReadATooLongTextAsNullAndTheRestAsItIs() throws IOException {
    String longer = text("x".repeat((16 << 10) + 1));

    assertThat(filtered("*3\r\n" + text("a") + longer + text("b") + HEARTBEATS))
        .isEqualTo("*3\r\n" + text("a") + "$-1\r\n" + text("b") + HEARTBEATS);
  }

  @Test
  void shouldReadATooLongInnerListAsNullAndTheRestAsItIs() throws IOException {
    String inner = "*33\r\n" + "*1\r\n*1\r\n:1\r\n".repeat(32) + text("x".repeat(40_000));

    assertThat(filtered("*2\r\n" + inner + ":2\r\n" + HEARTBEATS))
        .isEqualTo("*2\r\n*-1\r\n:2\r\n" + HEARTBEATS);
  }

  @Test
  void shouldReadTheSameHoweverItComesInPieces() throws IOException {
    String all = "*2\r\n" + text("x".repeat(40_000)) + HEARTBEATS + MANY;
    InputStream bytes =
        new SequenceInputStream(
            Collections.enumeration(
                all.chars()
                    .mapToObj(c -> new ByteArrayInputStream(new byte[] {(byte) c}))
                    .toList()));

    assertThat(new String(new BoundedRespStream(bytes).readAllBytes(), US_ASCII))
        .isEqualTo("*2\r\n$-1\r\n" + HEARTBEATS + MANY);
  }

  @Test
  void shouldFailWhereNoGoodAnswerIs() {
    Stream.of(
            "*2000001\r\n",
            "*1\r\n".repeat(9) + ":1\r\n",
            "$99999999999\r\n",
            "$-2\r\n",
            "$x\r\n",
            "$\r\n",
            ":1x\r\n",
            "(12(\r\n",
            ",1.5.5\r\n",
            "+OK\n",
            "HTTP/1.1 400 Bad Request\r\n",
            "\r\n",
            "-" + "x".repeat(70_000))
        .forEach(
            answer ->
                assertThatThrownBy(() -> filtered(answer))
                    .as(answer)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answers"));
  }

  @Test
  void shouldCountAnewWhenSomethingIsAsked() throws IOException {
    String some = "*2000\r\n" + text("x".repeat(15_000)).repeat(2000);
    BoundedRespStream replies =
        new BoundedRespStream(
            new SequenceInputStream(
                Collections.enumeration(
                    Stream.generate(() -> new ByteArrayInputStream(some.getBytes(US_ASCII)))
                        .limit(5)
                        .toList())));
    assertThat(replies.skip(2L * some.length())).isEqualTo(2L * some.length());
    replies.asked();
    assertThat(replies.skip(2L * some.length())).isEqualTo(2L * some.length());

    assertThatThrownBy(replies::readAllBytes).hasMessageContaining("more than 64 MiB");
  }

  @Test
  @SuppressWarnings("deprecation") // What reads an answer is nowhere else to be had.
  void shouldLetJedisReadAnythingWithoutTakingMuchMemory() {
    Fuzz.of(
            input -> {
              RedisInputStream in =
                  new RedisInputStream(new BoundedRespStream(new ByteArrayInputStream(input)));
              try {
                while (true) {
                  if (Protocol.read(in) instanceof Thread) {
                    return List.of();
                  }
                }
              } catch (JedisConnectionException | JedisDataException end) {
                return List.of();
              }
            })
        .check(
            HEARTBEATS,
            MANY,
            "$2147483647\r\n",
            "*2147483647\r\n",
            "*1000\r\n*1000000\r\n",
            "*1\r\n".repeat(10_000),
            "%1073741823\r\n");
  }

  private static String text(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  private static String filtered(String answers) throws IOException {
    InputStream in = new ByteArrayInputStream(answers.getBytes(US_ASCII));
    return new String(new BoundedRespStream(in).readAllBytes(), US_ASCII);
  }
}
