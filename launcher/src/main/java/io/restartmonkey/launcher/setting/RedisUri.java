package io.restartmonkey.launcher.setting;

/** Where Redis is; {@link RedisAddress} says what that can be. */
final class RedisUri implements Spelling<RedisAddress> {
  private static final String HOST = "([^\\s'\"@,/?#:\\[\\]]+|\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\])";

  @Override
  public RedisAddress read(String text) {
    return RedisAddress.parse(text);
  }

  @Override
  public String values() {
    return "redis://HOST:PORT, redis-sentinel://HOST:PORT,HOST:PORT#MASTER or redis-cluster://HOST:PORT,HOST:PORT; TLS: rediss in place of redis";
  }

  @Override
  public String pattern() {
    String node = "%s(:(0*(%s))?)?".formatted(HOST, DecimalRange.pattern(1, 65_535));
    String nodes = "%1$s(, *%1$s)*".formatted(node);
    String database = "(/[0-9]{0,4})?";
    return String.join(
        "|",
        "rediss?://" + node + database,
        "rediss?-sentinel://" + nodes + database + "#[A-Za-z0-9._-]+",
        "rediss?-cluster://" + nodes + "(/0{0,4})?");
  }
}
