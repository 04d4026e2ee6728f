package io.restartmonkey.redis;

import io.restartmonkey.redis.site.Monitored;
import io.restartmonkey.redis.site.Sentinels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;

class FailoverIT {
  @TempDir Path folder;

  @Test
  void shouldGoOnAtTheMasterThatSentinelMakes() throws Exception {
    try (Sentinels site = new Sentinels(folder);
        UnifiedJedis redis = site.client("", "")) {
      site.awaitReplica();
      Monitored monitored = new Monitored(redis);
      long token = monitored.begin();
      monitored.awaitReplicated();

      site.stopMaster();

      monitored.awaitSeenAndHeldAgain(token);
    }
  }

  @Test
  void shouldLeaveAMasterThatFroze() throws Exception {
    try (Sentinels site = new Sentinels(folder);
        UnifiedJedis redis = site.client("", "")) {
      site.awaitReplica();
      Monitored monitored = new Monitored(redis);
      long token = monitored.begin();
      monitored.awaitReplicated();

      site.freezeMaster();

      monitored.awaitSeenAndHeldAgain(token);
    }
  }
}
