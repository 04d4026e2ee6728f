package io.restartmonkey.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficFindingTest {
  @ParameterizedTest
  @CsvSource({
    "OUT, traffic-out app1, traffic.yaml -e target=app1 -e traffic_state=ready",
    "TORN, traffic-torn app1, it is tested and put back into traffic",
    "DOUBTED, traffic-doubted app1, provision-playbook.yml",
    "MISSING, traffic-missing app1, give it a `server` line there; where the role proxy writes haproxy.cfg: ansible-playbook provision-playbook.yml --tags proxy",
    "ELSEWHERE, traffic-elsewhere app1, correct its `server` line there; where the role proxy writes haproxy.cfg: ansible-playbook provision-playbook.yml --tags proxy",
    "STRANGER, traffic-stranger app1, retire-server.yaml -e target=app1"
  })
  void shouldTellWhatWhereAndTheCure(TrafficFinding.Kind kind, String key, String cure) {
    assertThat(TrafficFinding.conditions(List.of(new TrafficFinding(kind, "app1", "proxy1"))))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.key()).isEqualTo(key);
              assertThat(told.text()).contains("app1").contains("proxy1").endsWith(cure);
            });
  }
}
