package io.restartmonkey.launcher.alert;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.setting.AlertKeys;
import io.restartmonkey.launcher.setting.GeneralKeys;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Puts together who is told of alerts. */
public final class AlertNotifiers {
  private static final int LAST_PORT = 65535;

  private AlertNotifiers() {}

  /**
   * The notifier that the settings describe.
   *
   * @param environment the environment variables of a program that is run for each alert
   * @param say takes lines for the operator
   * @throws ConfigException if the file with the webhook's URL cannot be read, or holds none
   */
  public static AlertNotifier of(
      Settings settings, Map<String, String> environment, Consumer<String> say) {
    List<AlertChannel> ways = new ArrayList<>();
    settings.get(AlertKeys.WEBHOOK_FILE).map(AlertNotifiers::webhook).ifPresent(ways::add);
    settings
        .get(AlertKeys.EXEC)
        .map(program -> new ExecHook(program, environment, ExecHook.DEFAULT_DEADLINE))
        .ifPresent(ways::add);
    return new AlertNotifier(
        settings.get(GeneralKeys.CLUSTER),
        ways.stream().map(way -> new AlertQueue(way, AlertQueue.Effort.DEFAULT, say)).toList(),
        say);
  }

  private static Webhook webhook(Path file) {
    try {
      URI url = new URI(Files.readString(file).strip());
      boolean safe = "https".equals(url.getScheme());
      boolean local =
          "http".equals(url.getScheme())
              && ("127.0.0.1".equals(url.getHost()) || "localhost".equals(url.getHost()));
      if (hasPlace(url) && (safe || local)) {
        return new Webhook(url);
      }
    } catch (URISyntaxException e) {
      // Falls through: the parser's message would show the URL, which may hold a secret.
    } catch (IOException e) {
      throw ConfigException.at(file.toString(), FileProblem.unreadable(file, e));
    }
    throw ConfigException.at(
        file.toString(), "must hold one https URL and nothing else (http only to this machine)");
  }

  /** Java refuses any other URL at its first use, with a message that shows it. */
  private static boolean hasPlace(URI url) {
    return url.getHost() != null && url.getPort() <= LAST_PORT;
  }
}
