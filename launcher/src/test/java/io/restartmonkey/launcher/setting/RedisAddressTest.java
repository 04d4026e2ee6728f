package io.restartmonkey.launcher.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.net.HostAndPort;
import io.restartmonkey.launcher.setting.RedisAddress.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      commentCharacter = '!',
      textBlock =
          """
          redis://h                      | STANDALONE | false | h:6379          | 0
          redis://h:7/                   | STANDALONE | false | h:7             | 0
          rediss://h:7/3                 | STANDALONE | true  | h:7             | 3
          rediss://[::1]                 | STANDALONE | true  | [::1]:6379      | 0
          redis-cluster://a,b:7          | CLUSTER    | false | a:6379, b:7     | 0
          rediss-cluster://a/0           | CLUSTER    | true  | a:6379          | 0
          redis-sentinel://a,b:7/2#main  | SENTINEL   | false | a:26379, b:7    | 2
          rediss-sentinel://[::1]:7#m.1  | SENTINEL   | true  | [::1]:7         | 0
          """)
  void shouldReadWhereRedisIs(String uri, Kind kind, boolean tls, String nodes, int database) {
    RedisAddress address = RedisAddress.parse(uri);

    assertThat(address.kind()).isEqualTo(kind);
    assertThat(address.isTls()).isEqualTo(tls);
    assertThat(address.nodes())
        .extracting(HostAndPort::toString)
        .containsExactly(nodes.split(", "));
    assertThat(address.database()).isEqualTo(database);
  }

  @Test
  void shouldReadWhatSentinelCallsTheMaster() {
    assertThat(RedisAddress.parse("redis-sentinel://a#my-master_1").master())
        .isEqualTo("my-master_1");
    assertThat(RedisAddress.parse("redis://a").nodes())
        .isEqualTo(Set.of(HostAndPort.fromParts("a", 6379)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      commentCharacter = '!',
      textBlock =
          """
          http://h                     | not a URI such as redis://HOST:6379
          redis-sentinels://h#m        | not a URI such as redis://HOST:6379
          redis://                     | not a URI such as redis://HOST:6379
          redis://h?tls=off            | not a URI such as redis://HOST:6379
          redis://h/x                  | not a URI such as redis://HOST:6379
          redis://h:99999              | not HOST:PORT: 'h:99999'
          redis://a b                  | not HOST:PORT: 'a b'
          redis://::1:6379             | not HOST:PORT: '::1:6379'; IPv6 is [ADDRESS]:PORT
          redis://h:0                  | not HOST:PORT: 'h:0'
          redis-cluster://a,,b         | not HOST:PORT: ''
          redis://u:p@h                | a URI holds no user or password here
          redis://a,b                  | several hosts are redis-sentinel://
          redis-sentinel://a,b         | which master? add what Sentinel calls it
          redis-cluster://a#m          | '#m' names a master, which is for redis-sentinel://
          redis-cluster://a/3          | a Redis Cluster has database 0 only; leave /3 out
          """)
  void shouldRefuseWhatContradictsItself(String uri, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisAddress.parse(uri))
        .withMessageStartingWith(message);
  }
}
