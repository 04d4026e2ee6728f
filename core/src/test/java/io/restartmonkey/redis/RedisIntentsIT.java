package io.restartmonkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.health.Treatment;
import io.restartmonkey.plan.FailureCause;
import io.restartmonkey.plan.Remedy;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.IncompleteRun;
import io.restartmonkey.spi.Intent;
import io.restartmonkey.spi.Quarantine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisIntentsIT extends RedisFixture {
  private static final Intent OPEN = intent("run-1", true, Optional.of("app1-surge"), "");

  @Test
  void shouldReadBackWhatWasWritten() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    Intent closed = intent("run-2", false, Optional.empty(), "app1 failed at 'Wait': HTTP 500");
    intents.write(OPEN);
    intents.write(closed);
    assertThat(intents.read()).containsExactlyInAnyOrder(OPEN, closed);

    intents.forget(List.of("run-2"));
    assertThat(intents.read()).containsExactly(OPEN);
  }

  @Test
  void shouldBelieveNothingThatIsNotStrictlyAnIntent() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    intents.write(OPEN);
    String line = redis.hget("rm:{demo}:intents", "run-1");
    List<String> lies =
        List.of(
            "",
            "[]",
            "[".repeat(100_000),
            line + " ".repeat(5000),
            line.replace("app1\"", "app1; reboot\""),
            line.replace("app1-surge", "{{ 7*7 }}"),
            line.replace("ADD_SURGE", "RM"),
            line.replace("CUT_OFF", "GREAT"),
            line.replace("host-1", "host\\u001b[2J"),
            line.replaceFirst("20[0-9-]+T", "today"));
    for (int i = 0; i < lies.size(); i++) {
      redis.hset("rm:{demo}:intents", "lie-" + i, lies.get(i));
    }
    redis.hset("rm:{demo}:intents", "no id; at all", line);

    assertThat(intents.read()).containsExactly(OPEN);
  }

  @Test
  void shouldTakeControlCharactersOutOfAProblem() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    intents.write(intent("run-1", false, Optional.empty(), "bad\u001b[2Jthing\n"));

    assertThat(intents.read())
        .extracting(intent -> intent.treatment().problem())
        .containsExactly("bad?[2Jthing ");
  }

  @Test
  void shouldKnowTheNewestRunThatIsHalfWay() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    IncompleteRun first = new IncompleteRun("run-1", "host-1");
    IncompleteRun second = new IncompleteRun("run-2", "host-2");
    assertThat(intents.halfWay()).isEmpty();

    intents.begun(first);
    intents.begun(second);
    intents.completed(first);
    assertThat(intents.halfWay()).hasValue(second);

    intents.completed(second);
    assertThat(intents.halfWay()).hasValue(second.over());
    intents.begun(second);
    assertThat(intents.halfWay()).hasValue(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run-1",
        "run-1 ",
        "run-1 host; reboot",
        "run-1 host\u001b[2J",
        "a b c",
        "a b over "
      })
  void shouldBelieveNothingThatIsNotStrictlyARunAndAMachine(String lie) {
    redis.set("rm:{demo}:half-way", lie);

    assertThat(new RedisIntents(redis, "demo").halfWay()).isEmpty();
  }

  @Test
  void shouldSayThatRedisDoesNotAnswer() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    site.stop();

    assertThatThrownBy(intents::read)
        .isInstanceOf(ClusterUnreachableException.class)
        .hasMessageContaining("check that Redis runs")
        .hasMessageNotContaining("rights");
  }

  private static Intent intent(String run, boolean open, Optional<String> made, String problem) {
    return new Intent(
        run,
        "host-1",
        open,
        new Treatment(
            "app1",
            Remedy.ADD_SURGE,
            Servers.NOW,
            Servers.NOW.plusSeconds(3),
            Optional.of(FailureCause.CUT_OFF),
            made,
            problem));
  }

  @Test
  void shouldKnowWhoIsInQuarantineAndWhere() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    Quarantine here = new Quarantine("app1", "host-1", "nothing helped");
    Quarantine there = new Quarantine("app1", "host-2", "nothing helped").cleared(Servers.NOW);
    intents.write(here);
    intents.write(there);
    assertThat(intents.quarantines()).containsExactlyInAnyOrder(here, there);

    String line = redis.hget("rm:{demo}:quarantine", "host-1 app1");
    List<String> lies =
        List.of(
            "",
            "[]",
            "{}",
            line + " ".repeat(5000),
            "{\"reason\": 7}",
            line + "x",
            "{\"reason\": \"x\", \"cleared\": \"today\"}");
    for (int i = 0; i < lies.size(); i++) {
      redis.hset("rm:{demo}:quarantine", "host-1 app" + (i + 10), lies.get(i));
    }
    for (String place : List.of("app1", "host-1 h[1:3]", "host-1 app1 x", "h\u001b[2J app1", "")) {
      redis.hset("rm:{demo}:quarantine", place, line);
    }
    assertThat(intents.quarantines()).containsExactlyInAnyOrder(here, there);

    intents.forget(there);
    assertThat(intents.quarantines()).containsExactly(here);
    redis.hset("rm:{demo}:quarantine", "host-1 app1", line.replace("nothing", "a\\u001b[2J"));
    assertThat(intents.quarantines())
        .extracting(Quarantine::reason)
        .containsExactly("a?[2J helped");
  }

  @Test
  void shouldKnowAStopFromARunThatIsHalfWay() {
    RedisIntents intents = new RedisIntents(redis, "demo");
    IncompleteRun stop = new IncompleteRun("run-1", "host-1").stopped();
    intents.begun(stop);
    assertThat(intents.halfWay()).hasValue(stop);

    intents.completed(stop);
    assertThat(intents.halfWay()).hasValue(stop.over());
  }
}
