package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.playbook.PlaybookEvent;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnfinishedTasksTest {
  private final UnfinishedTasks tasks = new UnfinishedTasks();

  @Test
  void shouldNameTheHostsThatHaveNotEndedTheirTask() {
    begin("app1", "Stop");
    begin("app2", "Stop");
    begin("app3", "Stop");
    begin("app4", "Stop");
    tasks.take(new PlaybookEvent.HostOk("app1", "Stop", true));
    tasks.take(new PlaybookEvent.HostFailed("app4", "Stop", "no", false));
    begin("app1", "Start");
    assertThat(tasks).hasToString("app1 in task 'Start'; app2, app3 in task 'Stop'");

    tasks.take(new PlaybookEvent.HostUnreachable("app2", "Stop", "gone"));
    tasks.take(new PlaybookEvent.HostOk("app3", "Stop", false));
    tasks.take(new PlaybookEvent.HostOk("app1", "Start", false));
    assertThat(tasks).hasToString("");
  }

  @Test
  void shouldStayShort() {
    IntStream.rangeClosed(10, 21).forEach(number -> begin("a" + number, "Stop\u001b[2J"));
    IntStream.rangeClosed(1, 4).forEach(number -> begin("b" + number, "task " + number));

    assertThat(tasks.toString())
        .matches(
            "a10, a11, a12, a13, a14, a15, a16, a17, 4 more in task 'Stop[^\u001b]*';"
                + " b1 in task 'task 1'; b2 in task 'task 2'; and others in 2 more");
  }

  private void begin(String host, String task) {
    tasks.take(new PlaybookEvent.HostStarted(host, task));
  }
}
