package io.restartmonkey.plan;

import java.util.Locale;

/** What can be done about a server; each is done by playbooks of its own. */
public enum Remedy {
  /** Restarts its service, with its traffic moved away meanwhile. */
  RESTART_SERVICE,
  /** Reboots it, with its traffic moved away meanwhile. */
  REBOOT,
  /** Switches its power off and on at its provider, with its traffic moved away meanwhile. */
  POWER_CYCLE,
  /** Smoke-tests it and gives its traffic back; restarts nothing. */
  RESTORE,
  /** Restarts its heartbeat agent; the app is left alone. */
  RESTART_AGENT,
  /** Makes a surge server like it, which takes traffic. */
  ADD_SURGE,
  /** Takes it out of the proxies and the registry, and destroys it at its provider. */
  RETIRE,
  /** Makes a new server like it, for good, then retires it. */
  REPLACE;

  /** Its name as people write it, such as {@code power-cycle}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
