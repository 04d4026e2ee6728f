package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisDataException;

class ReasonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ERR DB index is out of range               | raise databases in redis.conf
          ERR SELECT is not allowed in cluster mode  | leave the number out
          NOAUTH Authentication required.            | set redis.user and its password
          ERR something else                         | check that Redis runs
          """)
  void shouldGiveTheCureOfWhatRedisSays(String said, String cure) {
    assertThat(Reason.withCure(new JedisDataException(said))).contains(cure);
  }
}
