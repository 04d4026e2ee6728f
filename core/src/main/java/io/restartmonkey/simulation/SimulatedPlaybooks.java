package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.plan.ContentContract.Playbooks;
import io.restartmonkey.plan.ContentContract.RestartHow;
import io.restartmonkey.plan.ContentContract.Roles;
import io.restartmonkey.plan.ContentContract.Variables;
import io.restartmonkey.playbook.HostOutcome;
import io.restartmonkey.playbook.PlaybookRun;
import io.restartmonkey.simulation.PlaybookProcess.Task;
import io.restartmonkey.simulation.SimulatedProxy.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What the playbooks do, task by task, with the names that Ansible gives to their tasks. */
final class SimulatedPlaybooks {
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Duration SESSIONS = Duration.ofSeconds(6);
  private static final Duration BOOT = Duration.ofSeconds(20);
  private static final Duration MAKING = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World estate;
  private final Invariants rules;

  /**
   * @param estate what they do it to
   * @param rules told before anything changes
   */
  SimulatedPlaybooks(World estate, Invariants rules) {
    this.estate = estate;
    this.rules = rules;
  }

  List<Task> of(PlaybookProcess process) {
    PlaybookRun run = process.run();
    return switch (String.valueOf(run.playbook().getFileName())) {
      case Playbooks.RESTART_SERVER -> new Work(process, text(run, Variables.TARGET)).restart();
      case Playbooks.RESTART_AGENT -> new Work(process, text(run, Variables.TARGET)).restartAgent();
      case Playbooks.ADD_SERVER -> new Work(process, text(run, Variables.SERVER_NAME)).add();
      case Playbooks.RETIRE_SERVER -> new Work(process, text(run, Variables.TARGET)).retire();
      case Playbooks.STOP_SERVICES -> new StagePlay(estate, rules, process).stop();
      case Playbooks.RESTART_SERVICES ->
          new StagePlay(estate, rules, process).restart(flag(run, Variables.REBOOT_SERVERS));
      default -> throw new IllegalArgumentException("nobody knows " + run.playbook());
    };
  }

  private static String text(PlaybookRun run, String variable) {
    return String.valueOf(run.variables().get(variable));
  }

  private static boolean flag(PlaybookRun run, String variable) {
    return Boolean.TRUE.equals(run.variables().get(variable));
  }

  /** What a play does about one server. */
  private final class Work extends Tasks {
    private final PlaybookRun run;
    private final int floor;

    Work(PlaybookProcess process, String name) {
      super(estate, rules, process, name);
      this.run = process.run();
      this.floor =
          run.variables().get(Variables.TRAFFIC_FLOOR) instanceof Integer number ? number : 1;
    }

    List<Task> restart() {
      String how = text(run, Variables.RESTART_HOW);
      if (!how.equals(RestartHow.NONE)) {
        askProxies();
        forEachProxy("drained", SESSIONS, this::drain);
      }
      switch (how) {
        case RestartHow.REBOOT -> {
          onServer("service_control : Reboot it", AT_ONCE, this::goDown);
          then("service_control : Wait for it", BOOT, SimulatedServer::boot);
        }
        case RestartHow.POWER_CYCLE -> {
          task(Roles.PREFLIGHT + " : Check the power switch", () -> AT_ONCE, this::checkPower);
          atProvider("provider_cloud : Switch it off", AT_ONCE, this::goDown);
          atProvider("provider_cloud : Switch it on", BOOT, SimulatedServer::boot);
          onServer("provider_cloud : Wait for SSH", AT_ONCE, server -> {});
        }
        default -> {}
      }
      if (how.equals(RestartHow.SERVICE)) {
        onServer("smoke_test : Stop its service", SHORT, this::stopService);
        onServer("smoke_test : Start its service", SHORT, SimulatedServer::startService);
      }
      smokeTest();
      forEachProxy("ready", SHORT, this::ready);
      return tasks();
    }

    private Optional<HostOutcome> checkPower() {
      if (estate.provider().power() == Provider.Switch.WORKS) {
        return WELL;
      }
      rules.asksInVain(name);
      return failed(Roles.PREFLIGHT + " : Check the power switch", "nobody can switch it");
    }

    List<Task> restartAgent() {
      onServer("agent : Restart it", SHORT, SimulatedServer::startAgent);
      return tasks();
    }

    List<Task> add() {
      task("provider_cloud : Create it", () -> estate.provider().takes(about(MAKING)), this::make);
      onServer("app : Install it", MAKING.dividedBy(2), server -> {});
      onServer("app : Place the release", SHORT, SimulatedServer::startService);
      smokeTest();
      forEachProxy("present", SHORT, this::ready);
      task(
          "agent : Register it",
          () -> about(SHORT),
          () -> {
            if (!estate.redis().answers()) {
              return failed("agent : Register it", "Redis does not answer");
            }
            return changeElsewhere(
                name,
                () -> {
                  estate.server(name).ifPresent(server -> estate.redis().register(server.server()));
                  return WELL;
                });
          });
      return tasks();
    }

    List<Task> retire() {
      if (!flag(run, Variables.RETIRE_ALLOW_LAST)) {
        task("preflight : Check which server is to be retired", () -> AT_ONCE, this::isNotTheLast);
      }
      askProxies();
      forEachProxy(
          "absent",
          SESSIONS,
          proxy -> {
            Optional<HostOutcome> refused = drain(proxy);
            return refused.isPresent() || proxy.remove(name) ? refused : dies(proxy);
          });
      task(
          "redis : Forget it",
          () -> AT_ONCE,
          () -> {
            if (!estate.redis().answers()) {
              return failed("redis : Forget it", "Redis does not answer");
            }
            return changeElsewhere(
                name,
                () -> {
                  estate.redis().forget(name);
                  return WELL;
                });
          });
      atProvider("provider_cloud : Destroy it", SHORT, this::destroy);
      return tasks();
    }

    private void askProxies() {
      forEachProxy("drained (asked first)", AT_ONCE, this::refusal);
    }

    private void forEachProxy(
        String state, Duration time, Function<SimulatedProxy, Optional<HostOutcome>> act) {
      for (SimulatedProxy proxy : estate.proxies()) {
        String task = "traffic : Bring the server on every proxy to state " + state;
        task(
            task,
            () -> about(time),
            () ->
                proxy.takesChanges() && estate.letsIn(proxy.name()) && !isCutOff()
                    ? act.apply(proxy)
                    : failed(task, proxy.name() + " does not answer"));
      }
    }

    /** Why a proxy would not take it out of traffic. */
    private Optional<HostOutcome> refusal(SimulatedProxy proxy) {
      Optional<SimulatedServer> server = estate.server(name);
      if (server.isEmpty() || !proxy.sends(name) || !server.get().answers()) {
        return WELL;
      }
      Set<String> services = new TreeSet<>(server.get().server().groups());
      services.retainAll(rules.services());
      for (String service : services) {
        long others =
            estate.servers().stream()
                .filter(other -> other.isIn(service) && !other.name().equals(name))
                .filter(other -> other.exists() && other.answers() && proxy.sends(other.name()))
                .count();
        if (others < floor) {
          return failed("traffic : Ask every proxy", "too few others serve on " + proxy.name());
        }
      }
      return WELL;
    }

    private Optional<HostOutcome> drain(SimulatedProxy proxy) {
      Optional<HostOutcome> refused = refusal(proxy);
      if (refused.isEmpty() && proxy.has(name)) {
        return change(
            proxy.name(),
            () -> {
              estate.server(name).filter(s -> proxy.sends(name)).ifPresent(rules::losesTraffic);
              return proxy.set(name, Traffic.DRAINED) ? WELL : dies(proxy);
            });
      }
      return refused;
    }

    private Optional<HostOutcome> ready(SimulatedProxy proxy) {
      if (estate.server(name).filter(SimulatedServer::answers).isEmpty()) {
        return failed("traffic : Bring the server to state ready", "its check does not pass");
      }
      return change(proxy.name(), () -> proxy.set(name, Traffic.READY) ? WELL : dies(proxy));
    }

    private Optional<HostOutcome> dies(SimulatedProxy proxy) {
      return unreachable("traffic : Bring the server to its state", proxy.name());
    }

    private Optional<HostOutcome> make() {
      if (!estate.provider().does(true)) {
        return failed("provider_cloud : Create it", "no server can be made");
      }
      return changeElsewhere(
          name,
          () -> {
            if (estate.server(name).isEmpty()) {
              rules.makes(estate.make(name, groups()), flag(run, Variables.SERVER_SURGE));
            }
            learnsItsAddress();
            return estate.provider().saysThatItWorked()
                ? WELL
                : failed("provider_cloud : Create it", "it says that it failed");
          });
    }

    private Set<String> groups() {
      String like = text(run, Variables.SERVER_LIKE);
      Set<String> groups =
          new TreeSet<>(
              run.inventory().servers().stream()
                  .filter(server -> server.name().equals(like))
                  .findFirst()
                  .orElseThrow()
                  .groups());
      if (flag(run, Variables.SERVER_SURGE)) {
        groups.add(ContentContract.SURGE_GROUP);
      }
      return groups;
    }

    private void smokeTest() {
      String task = "smoke_test : Wait until the app answers";
      task(
          task,
          () -> answers() ? about(SHORT) : PATIENCE,
          () -> {
            if (!letsIn()) {
              return unreachable(task);
            }
            // Who tests a server has been there, so that an older run comes too late.
            return fenced(name).or(() -> answers() ? WELL : failed(task, "HTTP 503"));
          });
    }

    private boolean answers() {
      return estate.server(name).filter(SimulatedServer::answers).isPresent();
    }

    private Optional<HostOutcome> isNotTheLast() {
      Set<String> groups =
          run.inventory().servers().stream()
              .filter(server -> server.name().equals(name))
              .findFirst()
              .map(server -> (Set<String>) server.groups())
              .orElse(Set.of());
      boolean has =
          groups.isEmpty()
              || run.inventory().servers().stream()
                  .filter(server -> !server.name().equals(name))
                  .anyMatch(server -> server.groups().stream().anyMatch(groups::contains));
      return has ? WELL : failed("preflight : Check which server is to be retired", "the last one");
    }

    private void goDown(SimulatedServer server) {
      rules.restarts(server);
      server.goDown();
    }

    private void stopService(SimulatedServer server) {
      rules.restarts(server);
      server.stopService();
    }

    private void destroy(SimulatedServer server) {
      rules.stops(server);
      rules.destroys(server);
      server.destroy();
    }
  }
}
