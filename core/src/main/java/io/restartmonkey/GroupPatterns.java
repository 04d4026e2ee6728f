package io.restartmonkey;

import static java.util.stream.Collectors.joining;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.Maps;
import io.restartmonkey.cluster.Nearest;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.plan.HostPatterns;
import io.restartmonkey.playbook.PatternMatch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Resolves the patterns that the order of a cluster is made of.
 *
 * <ol>
 *   <li>Names of groups and servers, and lists of these, are looked up here.
 *   <li>Anything else with a character that makes a pattern is asked of Ansible, unless it names
 *       something unknown: Ansible would pass over a name with a typing error.
 *   <li>Ansible may only answer with servers of the inventory.
 * </ol>
 */
final class GroupPatterns implements HostPatterns {
  private static final Splitter NAMES = Splitter.onPattern("[,:]").trimResults().omitEmptyStrings();

  /** What Ansible takes for its own machine where no inventory has such a host. */
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1");

  /** How many letters a name may be away from what was typed to be proposed instead. */
  private static final int FURTHEST = 2;

  /** How many names a message has. */
  private static final int SHOWN = 12;

  private static final CharMatcher BEYOND_NAMES = CharMatcher.anyOf("!&*[]~?");

  private final Inventory inventory;
  private final Function<String, PatternMatch> ansible;

  /**
   * @param inventory the running servers
   * @param ansible what Ansible says to a pattern; costs a process
   */
  GroupPatterns(Inventory inventory, Function<String, PatternMatch> ansible) {
    this.inventory = inventory;
    this.ansible = ansible;
  }

  @Override
  public Meaning resolve(String pattern) {
    if (pattern.contains("{{") || pattern.contains("{%")) {
      return new Meaning.Unclear(
          "but the order cannot depend on a template; write names of groups");
    }
    Set<Server> servers = new LinkedHashSet<>();
    boolean onlyNames = true;
    for (String name : NAMES.split(pattern.replaceAll("\\[[^\\]]*\\]", "[]"))) {
      Optional<List<Server>> named = inventory.named(name);
      if (named.isEmpty() && BEYOND_NAMES.matchesNoneOf(name)) {
        return unknown(name, pattern);
      }
      onlyNames &= named.isPresent();
      servers.addAll(named.orElse(List.of()));
    }
    return onlyNames ? new Meaning.Running(List.copyOf(servers)) : beyondNames(pattern.strip());
  }

  private Meaning beyondNames(String pattern) {
    if (pattern.startsWith("-") || pattern.startsWith("@")) {
      return new Meaning.Unclear("but a pattern begins with neither '-' nor '@'");
    }
    if (CharMatcher.javaIsoControl().matchesAnyOf(pattern)) {
      return new Meaning.Unclear("but a pattern is one line");
    }
    PatternMatch match = ansible.apply(pattern);
    if (match instanceof PatternMatch.Refused refused) {
      return new Meaning.Unclear("which Ansible refuses: " + refused.reason());
    }
    return running(((PatternMatch.Hosts) match).names());
  }

  private Meaning running(List<String> names) {
    Map<String, Server> known = Maps.uniqueIndex(inventory.servers(), Server::name);
    List<Server> servers = new ArrayList<>();
    for (String name : names) {
      Server server = known.get(name);
      if (server == null) {
        return new Meaning.Unclear(
            "which Ansible takes for '%s' too, no running server".formatted(name));
      }
      servers.add(server);
    }
    return new Meaning.Running(servers);
  }

  private Meaning unknown(String name, String pattern) {
    if (LOCAL.contains(name)) {
      return new Meaning.Unclear(
          "but every step is about running servers; let a play of a group do it, with `delegate_to: localhost` and `run_once: true`");
    }
    return new Meaning.Unclear(
        "%s is no group of the inventory template and no running server; %s"
            .formatted(
                name.equals(pattern) ? "which" : "in which '" + name + "'",
                Nearest.question(name, inventory.names(), FURTHEST).orElseGet(this::known)));
  }

  private String known() {
    return "there is: "
        + inventory.names().stream().limit(SHOWN).collect(joining(", "))
        + (inventory.names().size() > SHOWN ? ", …" : "");
  }
}
