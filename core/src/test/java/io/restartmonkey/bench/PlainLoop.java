package io.restartmonkey.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/** Watches as a plain script does: it asks for one server after the other. For one thread. */
final class PlainLoop {
  private final UnifiedJedis redis;
  private final Map<String, String> newest = new HashMap<>();

  PlainLoop(UnifiedJedis redis) {
    this.redis = redis;
  }

  /** One round; says how many servers were heard of that do not burn CPU. */
  int well() {
    int well = 0;
    for (String server : redis.hkeys(RedisFleet.servers())) {
      String registration = redis.hget(RedisFleet.servers(), server);
      List<StreamEntry> beats = redis.xrevrange(RedisFleet.heartbeats(server), "+", "-", 1);
      for (StreamEntry beat : beats) {
        String id = beat.getID().toString();
        boolean heard = !id.equals(newest.put(server, id));
        boolean busy = Double.parseDouble(beat.getFields().get("cpu")) >= 90;
        well += heard && !busy && registration.contains("\"app\"") ? 1 : 0;
      }
    }
    return well;
  }
}
