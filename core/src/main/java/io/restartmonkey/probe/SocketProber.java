package io.restartmonkey.probe;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.health.ProbeAnswer;
import io.restartmonkey.health.ProbeAnswer.Said;
import io.restartmonkey.spi.Prober;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Waits for the first word of a server's SSH daemon, and for that of its app to an HTTP request.
 *
 * <p>An open port is no sign of life: the kernel of a frozen server still accepts connections. A
 * word comes from a program: from sshd before any login, from an app of whatever kind. An app that
 * answers with an error is alive; what it says is the smoke test's business.
 *
 * <p>Its threads live only as long as a call of {@link #probe}.
 */
public final class SocketProber implements Prober {
  /** How long one answer may take unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  private static final int MAX_AT_ONCE = 32;

  private final Function<Server, OptionalInt> sshPorts;
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
    this(server -> OptionalInt.of(sshPort), appPort, appGroups, timeout);
  }

  /**
   * The same for SSH daemons that differ.
   *
   * @param sshPorts where the SSH daemon of a server listens; empty if there is no direct way to it
   *     from here. May be slow, and is called where {@link #probe} is
   */
  public SocketProber(
      Function<Server, OptionalInt> sshPorts,
      int appPort,
      Set<String> appGroups,
      Duration timeout) {
    this.sshPorts = sshPorts;
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
            Math.min(2 * servers.size(), MAX_AT_ONCE),
            new ThreadFactoryBuilder().setNameFormat("probe %d").setDaemon(true).build());
    try {
      Map<Server, Future<Said>> ssh = new LinkedHashMap<>();
      Map<Server, Future<Said>> app = new LinkedHashMap<>();
      for (Server server : servers) {
        OptionalInt sshPort = sshPorts.apply(server);
        ssh.put(server, threads.submit(ssh(server, sshPort)));
        app.put(server, threads.submit(app(server)));
      }
      Map<String, ProbeAnswer> answers = new HashMap<>();
      ssh.forEach(
          (server, said) ->
              answers.put(
                  server.name(),
                  new ProbeAnswer(said(said), said(requireNonNull(app.get(server))))));
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Said> ssh(Server server, OptionalInt port) {
    return () ->
        port.isPresent()
            ? new Greeting(server.address(), port.getAsInt(), timeout).to("")
            : Said.NOT_ASKED;
  }

  private Callable<Said> app(Server server) {
    return () ->
        Collections.disjoint(server.groups(), appGroups)
            ? Said.NOT_ASKED
            : new Greeting(server.address(), appPort, timeout).to("GET /healthz HTTP/1.0\r\n\r\n");
  }

  private static Said said(Future<Said> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      return Said.NOT_ASKED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Said.NOT_ASKED; // Nobody waited for the answer.
    }
  }
}
