package io.restartmonkey.redis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.plan.TreatmentPlanner;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Intents;
import io.restartmonkey.spi.Quarantine;
import io.restartmonkey.term.Option;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What is about to be done to a cluster, in Redis: a hash with a line of JSON for each treatment, a
 * text that names the run of the whole cluster that is half-way, and its machine, and a hash with a
 * line of JSON for each server that a machine has set apart. What cannot be believed is passed
 * over.
 */
public final class RedisIntents implements Intents {
  private static final Logger LOG = LoggerFactory.getLogger(RedisIntents.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern HALF_WAY =
      Pattern.compile("([A-Za-z0-9._-]{1,100}) ([A-Za-z0-9._-]{1,100})( stopped)?( over)?");
  private static final Pattern PLACE =
      Pattern.compile("([A-Za-z0-9._-]{1,100}) ([A-Za-z0-9._-]{1,100})");

  /** Of a treatment that succeeded; otherwise its result is a {@link FailureCause}. */
  private static final String DONE = "DONE";

  private static final int MAX_LINE_LENGTH = 4096;

  private static final String REPLACE = LuaScript.text("replace_text.lua");

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(2).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final UnifiedJedis redis;
  private final Keys keys;

  /** The intents of this cluster; the client stays the caller's to close. */
  public RedisIntents(UnifiedJedis redis, String cluster) {
    this.redis = redis;
    this.keys = new Keys(cluster);
  }

  @Override
  public List<Intent> read() {
    Map<String, String> lines = ask(() -> redis.hgetAll(keys.intents()));
    List<Intent> intents = new ArrayList<>(lines.size());
    lines.forEach(
        (runId, line) -> {
          try {
            intents.add(intent(runId, line));
          } catch (IOException | RuntimeException e) {
            LOG.debug(
                "the intent {} is not believed: {}",
                Syntax.quote(String.valueOf(runId)),
                ForeignText.oneLine(e.toString()));
          }
        });
    return intents;
  }

  @Override
  public void write(Intent intent) {
    ask(() -> redis.hset(keys.intents(), intent.runId(), line(intent)));
  }

  @Override
  public void forget(Collection<String> runIds) {
    ask(() -> redis.hdel(keys.intents(), runIds.toArray(String[]::new)));
  }

  @Override
  public Optional<IncompleteRun> halfWay() {
    String line = ask(() -> redis.get(keys.halfWay()));
    if (line == null) {
      return Optional.empty();
    }
    Matcher words = HALF_WAY.matcher(line);
    if (!words.matches()) {
      LOG.debug("not believed: {} {}", keys.halfWay(), Syntax.quote(line));
      return Optional.empty();
    }
    return Optional.of(
        new IncompleteRun(
            words.group(1), words.group(2), words.group(4) != null, words.group(3) != null));
  }

  @Override
  public void begun(IncompleteRun run) {
    ask(() -> redis.set(keys.halfWay(), line(run)));
  }

  @Override
  public void completed(IncompleteRun run) {
    ask(() -> redis.eval(REPLACE, List.of(keys.halfWay()), List.of(line(run), line(run.over()))));
  }

  @Override
  public List<Quarantine> quarantines() {
    Map<String, String> lines = ask(() -> redis.hgetAll(keys.quarantine()));
    List<Quarantine> all = new ArrayList<>(lines.size());
    lines.forEach(
        (place, line) -> {
          try {
            all.add(quarantine(place, line));
          } catch (IOException | RuntimeException e) {
            LOG.debug(
                "the quarantine {} is not believed: {}",
                Syntax.quote(String.valueOf(place)),
                ForeignText.oneLine(e.toString()));
          }
        });
    return all;
  }

  @Override
  public void write(Quarantine quarantine) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("reason", quarantine.reason());
    quarantine.cleared().ifPresent(at -> fields.put("cleared", at.toString()));
    ask(() -> redis.hset(keys.quarantine(), place(quarantine), fields.toString()));
  }

  @Override
  public void forget(Quarantine quarantine) {
    ask(() -> redis.hdel(keys.quarantine(), place(quarantine)));
  }

  private static String place(Quarantine quarantine) {
    return quarantine.machine() + " " + quarantine.server();
  }

  private static Quarantine quarantine(String place, String line) throws IOException {
    requireShort(line);
    Matcher words = PLACE.matcher(place);
    if (!words.matches()) {
      throw new IllegalArgumentException("not a machine and a server");
    }
    JsonNode fields = JSON.readTree(line);
    return new Quarantine(
        Syntax.serverName(words.group(2)),
        words.group(1),
        text(fields, "reason"),
        fields.has("cleared")
            ? Optional.of(Instant.parse(text(fields, "cleared")))
            : Optional.empty());
  }

  private static String line(IncompleteRun run) {
    return run.runId()
        + " "
        + run.machine()
        + (run.isStop() ? " stopped" : "")
        + (run.isOver() ? " over" : "");
  }

  private static String line(Intent intent) {
    Treatment treatment = intent.treatment();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("machine", intent.machine());
    fields.put("open", intent.isOpen());
    fields.put("server", treatment.server());
    fields.put("remedy", treatment.remedy().name());
    fields.put("started", treatment.startedAt().toString());
    fields.put("ended", treatment.endedAt().toString());
    fields.put("result", treatment.failure().map(FailureCause::name).orElse(DONE));
    treatment.made().ifPresent(made -> fields.put("made", made));
    treatment.stands().ifPresent(made -> fields.put("stands", made));
    fields.put("problem", treatment.problem());
    return fields.toString();
  }

  private static Intent intent(String runId, String line) throws IOException {
    requireShort(line);
    JsonNode fields = JSON.readTree(line);
    return new Intent(
        name(runId),
        name(text(fields, "machine")),
        fields.path("open").asBoolean(),
        new Treatment(
            Syntax.serverName(text(fields, "server")),
            Remedy.valueOf(text(fields, "remedy")),
            Instant.parse(text(fields, "started")),
            Instant.parse(text(fields, "ended")),
            failure(text(fields, "result")),
            made(fields, "made"),
            text(fields, "problem"),
            made(fields, "stands")));
  }

  private static Optional<FailureCause> failure(String result) {
    return result.equals(DONE) ? Optional.empty() : Optional.of(FailureCause.valueOf(result));
  }

  private static void requireShort(String line) {
    if (line.length() > MAX_LINE_LENGTH) {
      throw new IllegalArgumentException("it has " + line.length() + " characters");
    }
  }

  private static String text(JsonNode fields, String name) {
    JsonNode field = fields.path(name);
    if (!field.isTextual()) {
      throw new IllegalArgumentException("there is no text " + name);
    }
    return field.asText();
  }

  /** A surge server, or a replacement, is called after the server that it is like. */
  private static Optional<String> made(JsonNode fields, String name) {
    if (!fields.has(name)) {
      return Optional.empty();
    }
    String server = text(fields, "server");
    String text = text(fields, name);
    if (!TreatmentPlanner.isNamedAfter(text, server)) {
      throw new IllegalArgumentException("not made for " + server + ": " + Syntax.quote(text));
    }
    return Optional.of(Syntax.serverName(text));
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("not a name: " + Syntax.quote(text));
    }
    return text;
  }

  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      throw new ClusterUnreachableException(
          "the monitors' intents cannot be read or written in Redis: " + reason(e), e);
    }
  }

  private static String reason(JedisException problem) {
    return problem instanceof JedisDataException said && Reason.isForbidden(said)
        ? Reason.of(said) + "; check the rights of " + Option.REDIS_USER + " on rm:*:intents"
        : Reason.withCure(problem);
  }
}
