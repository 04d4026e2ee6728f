package io.restartmonkey.health;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time of the week in which people work on the servers, so that the monitor does nothing.
 *
 * @param text as it was written, for example {@code Sat-Sun 22:00-04:00 Europe/Berlin}
 * @param days the days on which it begins
 * @param from its beginning, by the clocks of the zone
 * @param to its end; not after {@code from} = on the next day
 * @param zone the zone
 */
public record MaintenanceWindow(
    String text, Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\*|[A-Za-z]{3})(?:-([A-Za-z]{3}))? +([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2}) +(\\S+)");

  public MaintenanceWindow {
    days = Set.copyOf(days);
  }

  /**
   * Reads one.
   *
   * @param text a day, two days with a hyphen, or {@code *}; two times; an IANA zone
   * @throws IllegalArgumentException if it is none
   */
  public static MaintenanceWindow parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw wrong(text, "such as 'Sun 02:00-04:00 Europe/Berlin', 'Sat-Sun …' or '* …'");
    }
    try {
      return new MaintenanceWindow(
          text.strip(),
          days(matcher.group(1), matcher.group(2)),
          LocalTime.parse(matcher.group(3)),
          LocalTime.parse(matcher.group(4)),
          ZoneId.of(matcher.group(5)));
    } catch (DateTimeException e) {
      throw wrong(text, String.valueOf(e.getMessage()));
    }
  }

  /** Whether it is going on. */
  public boolean holds(Instant now) {
    ZonedDateTime here = now.atZone(zone);
    LocalTime time = here.toLocalTime();
    boolean overnight = !to.isAfter(from);
    boolean begunToday = days.contains(here.getDayOfWeek()) && !time.isBefore(from);
    boolean begunYesterday = days.contains(here.getDayOfWeek().minus(1)) && time.isBefore(to);
    return overnight ? begunToday || begunYesterday : begunToday && time.isBefore(to);
  }

  private static Set<DayOfWeek> days(String first, @Nullable String last) {
    if (first.equals("*")) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    DayOfWeek end = day(last == null ? first : last);
    DayOfWeek day = day(first);
    days.add(day);
    while (day != end) {
      day = day.plus(1);
      days.add(day);
    }
    return days;
  }

  private static DayOfWeek day(String name) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new DateTimeException("'" + name + "' is no day: Mon, Tue, …"));
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("'%s' is no maintenance window: %s".formatted(text, why));
  }
}
