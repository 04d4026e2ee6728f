package io.restartmonkey.launcher.setting;

import io.restartmonkey.health.MaintenanceWindow;

/** A time of the week, such as {@code Sun 02:00-04:00 Europe/Berlin}. */
final class WindowText implements Spelling<MaintenanceWindow> {
  private static final String DAY =
      "([Mm][Oo][Nn]|[Tt][Uu][Ee]|[Ww][Ee][Dd]|[Tt][Hh][Uu]|[Ff][Rr][Ii]|[Ss][Aa][Tt]|[Ss][Uu][Nn])";

  private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

  @Override
  public MaintenanceWindow read(String text) {
    return MaintenanceWindow.parse(text);
  }

  @Override
  public String values() {
    return "times such as Sun 02:00-04:00 Europe/Berlin";
  }

  /** Any word may be a zone: those that there are, Java knows. */
  @Override
  public String pattern() {
    return "(\\*|%1$s(-%1$s)?) +%2$s-%2$s +[^\\s,]+".formatted(DAY, TIME);
  }
}
