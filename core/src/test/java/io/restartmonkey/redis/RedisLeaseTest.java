package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.restartmonkey.spi.RunLease.Grant;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** Answers that no Redis of ours gives, but something else on its port might. */
class RedisLeaseTest {
  private final UnifiedJedis redis = mock(UnifiedJedis.class);
  private final RedisLease lease = new RedisLease(redis, "demo");

  @Test
  void shouldNotTakeNonsenseForALease() {
    for (Object nonsense : List.of("OK", List.of(), List.of(1L), List.of(1L, "x"), 17L)) {
      when(redis.eval(anyString(), anyList(), anyList())).thenReturn(nonsense);

      assertThat(lease.hold("run-a")).as("%s", nonsense).isInstanceOf(Grant.Unknown.class);
    }
  }

  @Test
  void shouldMakeAHoldersNameSafeToPrint() {
    when(redis.eval(anyString(), anyList(), anyList())).thenReturn(List.of(0L, "evil\u001b[2J"));

    assertThat(lease.hold("run-a")).isEqualTo(new Grant.Held("'evil?[2J'"));
  }
}
