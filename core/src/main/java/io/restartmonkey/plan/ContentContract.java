package io.restartmonkey.plan;

import com.google.common.base.Joiner;
import com.google.common.collect.Lists;
import java.util.List;

/**
 * What playbooks and roles must be called, and the variables that they get: what Java and they
 * agree on. A test compares it with the playbooks and roles of this project.
 */
public final class ContentContract {
  /** Servers that plays delegate to, to move traffic. */
  public static final String PROXY_GROUP = "proxy";

  /** The servers with the state of the cluster. */
  public static final String REDIS_GROUP = "redis";

  /** Surge servers are registered in it; a user's own group may be called so, too. */
  public static final String SURGE_GROUP = "surge";

  /** The tag of plays that guard bare runs, and are no steps. */
  public static final String STANDALONE_TAG = "standalone";

  /** The provider of servers that nobody but a person can make or switch; it has no role. */
  public static final String PROVIDER_BY_HAND = "manual";

  /** The environment variable that bare playbooks take the password of Redis from. */
  public static final String REDIS_PASSWORD_VARIABLE = "RESTART_MONKEY_REDIS_PASSWORD";

  private ContentContract() {}

  /** Files in the folder of playbooks. */
  public static final class Playbooks {
    public static final String STOP_SERVICES = "stopservices.yaml";
    public static final String RESTART_SERVICES = "restartservices.yaml";
    public static final String SMOKE_TEST = "smoketest.yaml";
    public static final String RESTART_SERVER = "restart-server.yaml";
    public static final String RESTART_AGENT = "restart-agent.yaml";
    public static final String ADD_SERVER = "add-server.yaml";
    public static final String RETIRE_SERVER = "retire-server.yaml";
    public static final String TRAFFIC_REPORT = "traffic-report.yaml";
    public static final String TRAFFIC = "traffic.yaml";
    public static final String PROVISION = "provision-playbook.yml";

    private Playbooks() {}

    /** What somebody types to take a server out of everything. */
    public static String retire(String server) {
      return run(RETIRE_SERVER, "-e", Variables.TARGET + "=" + server);
    }

    /** What somebody types to give a server its traffic back. */
    public static String bringBack(String server) {
      return run(
          TRAFFIC, "-e", Variables.TARGET + "=" + server, "-e", Variables.TRAFFIC_STATE + "=ready");
    }

    /**
     * What somebody types to set up servers.
     *
     * @param role only this one
     */
    public static String provision(String role) {
      return run(PROVISION, "--tags", role);
    }

    /** What somebody types to set up all servers. */
    public static String provision() {
      return run(PROVISION);
    }

    private static String run(String playbook, String... options) {
      return Joiner.on(' ').join(Lists.asList("ansible-playbook", playbook, options));
    }
  }

  /** Variables that playbooks are given. */
  public static final class Variables {
    /** The server that it is about; several, separated by commas, only by hand. */
    public static final String TARGET = "target";

    /** The cluster in Redis. */
    public static final String CLUSTER_NAME = "cluster_name";

    /** Who made the server: {@link Roles#PROVIDER_PREFIX} with this is the role's name. */
    public static final String PROVIDER = "provider";

    /** What is restarted: one of {@link RestartHow}. */
    public static final String RESTART_HOW = "restart_server_how";

    /** How many servers of a backend always get traffic; a number. */
    public static final String TRAFFIC_FLOOR = "traffic_floor";

    /** What is done to the traffic of a server, such as {@code ready}. */
    public static final String TRAFFIC_STATE = "traffic_state";

    /** Whether a cluster restart reboots servers; yes or no. */
    public static final String REBOOT_SERVERS = "reboot_servers";

    /** The name of a server that is made. */
    public static final String SERVER_NAME = "server_name";

    /** The server that one is made like. */
    public static final String SERVER_LIKE = "server_like";

    /** Whether a server that is made is a surge server; yes or no. */
    public static final String SERVER_SURGE = "server_surge";

    /** Whether the last server of a service may be retired; yes or no. */
    public static final String RETIRE_ALLOW_LAST = "retire_allow_last";

    private Variables() {}
  }

  /** Values of {@link Variables#RESTART_HOW}. */
  public static final class RestartHow {
    public static final String SERVICE = "service";
    public static final String REBOOT = "reboot";
    public static final String POWER_CYCLE = "power_cycle";

    /** Nothing is restarted; traffic is given back after a smoke test. */
    public static final String NONE = "none";

    private RestartHow() {}
  }

  /** Roles, whose names say who is to blame for a failed task. */
  public static final class Roles {
    /** Looks at everything before anything is touched. */
    public static final String PREFLIGHT = "preflight";

    /** Moves traffic. */
    public static final String TRAFFIC = "traffic";

    /** Sets up proxies. */
    public static final String PROXY = "proxy";

    /** Sets up the agent that sends heartbeats. */
    public static final String AGENT = "agent";

    /** The systemd unit of that agent. */
    public static final String AGENT_UNIT = "restart-monkey-agent";

    /** Every provider's role begins so. */
    public static final String PROVIDER_PREFIX = "provider_";

    /** What a provider's role must be able to do to switch the power of a server. */
    public static final List<String> POWER_TASKS = List.of("power_cycle");

    /** What a provider's role must be able to do to make servers. */
    public static final List<String> SERVER_TASKS = List.of("create", "destroy");

    private Roles() {}
  }
}
