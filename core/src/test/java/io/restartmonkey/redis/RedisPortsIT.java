package io.restartmonkey.redis;

import io.restartmonkey.cluster.Server;
import io.restartmonkey.contract.ClusterSourceContract;
import io.restartmonkey.contract.IntentsContract;
import io.restartmonkey.contract.PauseStoreContract;
import io.restartmonkey.contract.RegistryContract;
import io.restartmonkey.contract.RunLeaseContract;
import io.restartmonkey.contract.SharedLeadershipContract;
import io.restartmonkey.fake.VirtualTime;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Leadership;
import io.restartmonkey.spi.PauseStore;
import io.restartmonkey.spi.Registry;
import io.restartmonkey.spi.RunLease;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Redis is away as long as it is frozen. */
class RedisPortsIT extends OneRedisFixture {

  @AfterEach
  void wake() throws IOException, InterruptedException {
    signal("CONT");
  }

  @Nested
  class LeaseOfRuns implements RunLeaseContract {
    @Override
    public RunLease lease() {
      return new RedisLease(redis, "demo");
    }

    @Override
    public void letItExpire() {
      redis.del("rm:{demo}:lease");
    }

    @Override
    public void loseEverything() {
      redis.flushAll();
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      signal("STOP");
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
      signal("CONT");
    }
  }

  @Nested
  class Pauses implements PauseStoreContract {
    private final VirtualTime time = new VirtualTime();

    @Override
    public PauseStore pauses() {
      return new RedisPauses(redis, "demo", time);
    }

    @Override
    public Instant now() {
      return time.instant();
    }

    @Override
    public void await(Duration length) {
      Awaitility.await().until(() -> pauses().read().isEmpty());
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      signal("STOP");
    }
  }

  @Nested
  class Registrations implements RegistryContract {
    @Override
    public Registry registry() {
      return new RedisRegistry(redis, "demo");
    }

    @Override
    public ClusterSource cluster() {
      return new RedisClusterSource(redis, "demo");
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      signal("STOP");
    }
  }

  @Nested
  class State implements ClusterSourceContract {
    @Override
    public ClusterSource source() {
      return new RedisClusterSource(redis, "demo");
    }

    @Override
    public void show(Server server) {
      join(server);
    }

    @Override
    public void join(Server server) {
      new RedisRegistry(redis, "demo").restore(List.of(server));
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      signal("STOP");
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
      signal("CONT");
    }
  }

  @Nested
  class Lead implements SharedLeadershipContract {
    @Override
    public Leadership of(String monitor) {
      return Leadership.by(new RedisLease(redis, "demo", RedisLease.Holder.LEADER), monitor);
    }

    @Override
    public void letItExpire() {
      redis.del("rm:{demo}:leader");
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      signal("STOP");
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
      signal("CONT");
    }
  }

  @Nested
  class SharedIntents implements IntentsContract {
    @Override
    public Intents intents() {
      return new RedisIntents(redis, "demo");
    }

    @Override
    public void goAway() throws IOException, InterruptedException {
      signal("STOP");
    }
  }
}
