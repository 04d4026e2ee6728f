package io.restartmonkey.health;

import static io.restartmonkey.fake.Servers.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final Condition SICK = new Condition("sick", "it is sick");

  private final AlertBook book = new AlertBook(Duration.ofHours(1));

  @Test
  void shouldSayOnceThatSomethingBeginsAndOnceThatItIsOver() {
    assertThat(kinds(NOW, SICK)).containsExactly(Alert.Kind.RAISED);
    assertThat(kinds(NOW.plusSeconds(2), SICK)).isEmpty();
    assertThat(kinds(NOW.plusSeconds(4))).containsExactly(Alert.Kind.RESOLVED);
    assertThat(kinds(NOW.plusSeconds(6))).isEmpty();
  }

  @Test
  void shouldRemindOfWhatLasts() {
    kinds(NOW, SICK);

    assertThat(kinds(NOW.plusSeconds(3599), SICK)).isEmpty();
    assertThat(kinds(NOW.plusSeconds(3600), SICK)).containsExactly(Alert.Kind.REPEATED);
    assertThat(kinds(NOW.plusSeconds(3601), SICK)).isEmpty();
  }

  @Test
  void shouldNotTakeForOverWhatCannotBeSeen() {
    kinds(NOW, SICK);

    assertThat(book.alerts(List.of(), NOW.plusSeconds(2), key -> false)).isEmpty();
    assertThat(kinds(NOW.plusSeconds(4), SICK)).isEmpty();
    assertThat(kinds(NOW.plusSeconds(6))).containsExactly(Alert.Kind.RESOLVED);
  }

  private List<Alert.Kind> kinds(Instant now, Condition... conditions) {
    return book.alerts(List.of(conditions), now, key -> true).stream().map(Alert::kind).toList();
  }
}
