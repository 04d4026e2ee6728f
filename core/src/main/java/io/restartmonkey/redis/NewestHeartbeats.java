package io.restartmonkey.redis;

import com.google.common.base.Splitter;
import com.google.common.collect.Lists;
import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Syntax;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/**
 * The newest heartbeat of many servers, in one pipeline.
 *
 * <p>A script for each thousand servers picks the three fields out of the newest entry of each
 * stream, cut to a length that no good value has, so that an answer has a bounded size whatever an
 * agent writes. Redis is at work on one script for a few milliseconds.
 */
final class NewestHeartbeats {
  private static final int AT_ONCE = 1000;
  private static final String FAILED = "!";
  private static final String SEPARATOR = "\u001f";
  private static final Splitter PARTS = Splitter.on(SEPARATOR);

  private static final String SCRIPT =
      """
      local pcall, sub = redis.pcall, string.sub
      local answers = {}
      for i, key in ipairs(KEYS) do
        local entries = pcall('XREVRANGE', key, '+', '-', 'COUNT', '1')
        local answer = ''
        if entries.err then
          answer = '!' .. sub(entries.err, 1, 99)
        elseif entries[1] then
          local fields, cpu, boot, app = entries[1][2], '', '', ''
          for f = 1, math.min(#fields, 64), 2 do
            local name = fields[f]
            if name == 'cpu' then
              cpu = sub(fields[f + 1], 1, 64)
            elseif name == 'boot' then
              boot = sub(fields[f + 1], 1, 64)
            elseif name == 'app' then
              app = sub(fields[f + 1], 1, 64)
            end
          end
          answer = entries[1][1] .. '\\31' .. cpu .. '\\31' .. boot .. '\\31' .. app
        end
        answers[i] = answer
      end
      return answers
      """;

  private record Question(List<String> servers, Response<Object> answers) {}

  private final List<Question> asked = new ArrayList<>();

  /** Puts the question into the pipeline. */
  NewestHeartbeats(AbstractPipeline pipeline, Keys keys, Collection<String> servers) {
    for (List<String> some : Lists.partition(new ArrayList<>(servers), AT_ONCE)) {
      asked.add(
          new Question(
              some, pipeline.eval(SCRIPT, some.stream().map(keys::heartbeat).toList(), List.of())));
    }
  }

  /**
   * The answers, once the pipeline has run.
   *
   * @param heartbeats takes each one that can be believed, by its server's name
   * @param refused hears of each that cannot
   */
  void answers(Map<String, Heartbeat> heartbeats, Consumer<RefusedRecord> refused) {
    for (Question question : asked) {
      List<?> answers = question.answers.get() instanceof List<?> list ? list : List.of();
      for (int i = 0; i < Math.min(question.servers.size(), answers.size()); i++) {
        String server = question.servers.get(i);
        try {
          take(server, String.valueOf(answers.get(i)), heartbeats);
        } catch (RecordRefusedException e) {
          refused.accept(new RefusedRecord("heartbeat of " + server, e.reason()));
        }
      }
    }
  }

  private static void take(String server, String answer, Map<String, Heartbeat> heartbeats) {
    if (answer.startsWith(FAILED)) {
      throw new RecordRefusedException(Syntax.quote(answer.substring(1)));
    } else if (!answer.isEmpty()) {
      heartbeats.put(server, heartbeat(PARTS.splitToList(answer)));
    }
  }

  private static Heartbeat heartbeat(List<String> parts) {
    if (parts.size() != 4) {
      throw new RecordRefusedException("a field has a control character in it");
    }
    return Heartbeat.parse(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
  }
}
