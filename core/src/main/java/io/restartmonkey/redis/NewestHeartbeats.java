package io.restartmonkey.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restartmonkey.cluster.Heartbeat;
import io.restartmonkey.cluster.RecordRefusedException;
import io.restartmonkey.cluster.RefusedRecord;
import io.restartmonkey.cluster.Syntax;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The newest heartbeats of servers.
 *
 * <p>One plain {@code XREVRANGE} a server: in one pipeline, Redis is done with them in half the
 * time that a script needs. How large an entry can be is for Redis to say ({@code
 * proto-max-bulk-len}); no text longer than any good value is looked at.
 */
final class NewestHeartbeats {
  private static final int MAX_PARTS = 64;
  private static final int MAX_PART_LENGTH = 64;

  /** Asks for the newest heartbeat of a server; for use again and again. */
  record Question(String server, CommandObject<Object> command) {

    static List<Question> about(Keys keys, Collection<String> servers) {
      return servers.stream().map(server -> new Question(server, newest(keys, server))).toList();
    }

    private static CommandObject<Object> newest(Keys keys, String server) {
      CommandArguments arguments =
          new CommandArguments(Command.XREVRANGE).key(keys.heartbeat(server)).add("+").add("-");
      return new CommandObject<>(arguments.add("COUNT").add("1"), BuilderFactory.RAW_OBJECT);
    }
  }

  private final List<Question> questions;
  private final List<Response<Object>> responses;

  /** Puts the questions into the pipeline. */
  NewestHeartbeats(AbstractPipeline pipeline, List<Question> questions) {
    this.questions = questions;
    this.responses = new ArrayList<>(questions.size());
    questions.forEach(question -> responses.add(pipeline.executeCommand(question.command)));
  }

  /**
   * The answers, once the pipeline has run: one for each server that was asked about, in order;
   * empty where there is none that can be believed.
   *
   * @param refused hears of each that cannot
   * @throws JedisDataException if Redis refuses to read, be it all of them: then nobody is silent
   */
  List<Optional<Heartbeat>> answers(Consumer<RefusedRecord> refused) {
    List<Optional<Heartbeat>> answers = new ArrayList<>(questions.size());
    List<JedisDataException> forbidden = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      String server = questions.get(i).server;
      Optional<Heartbeat> answer = Optional.empty();
      try {
        answer = answer(responses.get(i));
      } catch (RecordRefusedException e) {
        refused.accept(refused(server, e.reason()));
      } catch (JedisDataException e) {
        if (!Reason.isOfOneKey(e)) {
          throw e;
        }
        if (Reason.isForbidden(e)) {
          forbidden.add(e);
        }
        refused.accept(refused(server, Syntax.quote(String.valueOf(e.getMessage()))));
      }
      answers.add(answer);
    }
    if (!forbidden.isEmpty() && forbidden.size() == questions.size()) {
      throw forbidden.get(0);
    }
    return answers;
  }

  private static Optional<Heartbeat> answer(Response<Object> response) {
    return Reason.answer(response) instanceof List<?> entries && !entries.isEmpty()
        ? Optional.of(heartbeat(entries.get(0)))
        : Optional.empty();
  }

  private static RefusedRecord refused(String server, String reason) {
    return new RefusedRecord("heartbeat of " + server, reason);
  }

  /** Reads an entry: its id, and a list of names and values in turn. */
  private static Heartbeat heartbeat(Object entry) {
    if (!(entry instanceof List<?> parts
        && parts.size() == 2
        && parts.get(1) instanceof List<?> fields
        && fields.size() <= MAX_PARTS)) {
      throw new RecordRefusedException("more than " + MAX_PARTS + " names and values");
    }
    String cpu = "";
    String cpus = "";
    String boot = "";
    String app = "";
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      switch (text(fields.get(i))) {
        case "cpu" -> cpu = text(fields.get(i + 1));
        case "cpus" -> cpus = text(fields.get(i + 1));
        case "boot" -> boot = text(fields.get(i + 1));
        case "app" -> app = text(fields.get(i + 1));
        default -> {}
      }
    }
    return Heartbeat.parse(text(parts.get(0)), cpu, cpus, boot, app);
  }

  /** A text, cut to a length that no good one has. */
  private static String text(Object part) {
    return part instanceof byte[] bytes
        ? new String(bytes, 0, Math.min(bytes.length, MAX_PART_LENGTH), UTF_8)
        : "";
  }
}
