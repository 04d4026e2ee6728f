package io.restartmonkey.launcher.alert;

import java.io.IOException;

/** A way to an operator. */
interface AlertChannel {

  /** What it is, for messages: "the webhook". */
  String name();

  /**
   * Delivers one alert.
   *
   * @param json the alert
   * @throws IOException if it did not arrive
   */
  void deliver(String json) throws IOException, InterruptedException;
}
