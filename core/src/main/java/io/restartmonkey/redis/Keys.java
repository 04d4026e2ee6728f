package io.restartmonkey.redis;

import io.restartmonkey.cluster.Syntax;

/**
 * The names of a cluster's keys. The braces are Redis Cluster's hash tag: all keys of a cluster are
 * on one node, so that one pipeline reads them.
 *
 * @param cluster the cluster's name
 */
record Keys(String cluster) {
  Keys {
    Syntax.clusterName(cluster);
  }

  String servers() {
    return key("servers");
  }

  String heartbeat(String server) {
    return key("heartbeat:" + server);
  }

  String lease() {
    return key("lease");
  }

  String fence() {
    return key("fence");
  }

  String leader() {
    return key("leader");
  }

  String leaderFence() {
    return key("leader-fence");
  }

  String intents() {
    return key("intents");
  }

  String halfWay() {
    return key("half-way");
  }

  String quarantine() {
    return key("quarantine");
  }

  String pause() {
    return key("pause");
  }

  private String key(String rest) {
    return "rm:{" + cluster + "}:" + rest;
  }
}
