package io.restartmonkey.probe;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.restartmonkey.Prober;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.monitor.ProbeAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a server's SSH daemon for its banner and its app for any HTTP answer.
 *
 * <p>An open port is no sign of life: the kernel of a frozen server still accepts connections. The
 * banner comes from the daemon itself, before any login. An app that answers with an error is
 * alive; what it says is the smoke test's business.
 *
 * <p>Its threads live only as long as a call of {@link #probe}.
 */
public final class SocketProber implements Prober {
  /** How long one answer may take unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  private static final int MOST_AT_ONCE = 32;

  private final int sshPort;
  private final int appPort;
  private final Set<String> appGroups;
  private final Duration timeout;

  /**
   * A prober.
   *
   * @param sshPort where the SSH daemons listen, usually 22
   * @param appPort where the apps listen
   * @param appGroups the groups whose servers have an app
   * @param timeout how long connecting and one answer may take, each
   */
  public SocketProber(int sshPort, int appPort, Set<String> appGroups, Duration timeout) {
    this.sshPort = sshPort;
    this.appPort = appPort;
    this.appGroups = Set.copyOf(appGroups);
    this.timeout = timeout;
  }

  @Override
  public Map<String, ProbeAnswer> probe(Collection<Server> servers) {
    if (servers.isEmpty()) {
      return Map.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(2 * servers.size(), MOST_AT_ONCE),
            new ThreadFactoryBuilder().setNameFormat("probe %d").setDaemon(true).build());
    try {
      Map<Server, Future<Boolean>> ssh = new LinkedHashMap<>();
      Map<Server, Future<Boolean>> app = new LinkedHashMap<>();
      for (Server server : servers) {
        ssh.put(server, threads.submit(ssh(server)));
        app.put(server, threads.submit(app(server)));
      }
      Map<String, ProbeAnswer> answers = new HashMap<>();
      ssh.forEach(
          (server, said) -> {
            Future<Boolean> appSaid = app.get(server);
            answers.put(server.name(), answer(yes(said), appSaid != null && yes(appSaid)));
          });
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static ProbeAnswer answer(boolean ssh, boolean app) {
    if (!ssh) {
      return ProbeAnswer.ALL_SILENT;
    }
    return app ? ProbeAnswer.ANSWERS : ProbeAnswer.APP_SILENT;
  }

  private Callable<Boolean> ssh(Server server) {
    return () -> new Greeting(server.address(), sshPort, timeout).begins("", "SSH-");
  }

  private Callable<Boolean> app(Server server) {
    if (Collections.disjoint(server.groups(), appGroups)) {
      return () -> true;
    }
    return () ->
        new Greeting(server.address(), appPort, timeout)
            .begins("GET /healthz HTTP/1.0\r\n\r\n", "HTTP/");
  }

  private static boolean yes(Future<Boolean> said) {
    try {
      return said.get();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
