package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisDataException;

class ReasonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ERR DB index is out of range               | raise databases in redis.conf
          ERR SELECT is not allowed in cluster mode  | leave the number out
          NOAUTH Authentication required.            | set the user of the Redis client and the password of the Redis client
          ERR something else                         | check that Redis runs
          NOPERM User monkey has no permissions to run the 'xrevrange' command | may not run the command xrevrange; allow the user of the Redis client
          NOPERM this user has no permissions to access one of the keys used as arguments | keys rm:{CLUSTER}:*; allow the user of the Redis client
          NOPERM No permissions to access a key      | may not access all keys rm:{CLUSTER}:*
          NOPERM whatever                            | 'NOPERM whatever'; allow the user of the Redis client that
          """)
  void shouldGiveTheCureOfWhatRedisSays(String said, String cure) {
    assertThat(Reason.withCure(new JedisDataException(said))).contains(cure);
  }
}
