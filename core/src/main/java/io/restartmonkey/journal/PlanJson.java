package io.restartmonkey.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.Ints;
import io.restartmonkey.cluster.ForeignText;
import io.restartmonkey.cluster.Server;
import io.restartmonkey.cluster.Syntax;
import io.restartmonkey.plan.Place;
import io.restartmonkey.plan.Plan;
import io.restartmonkey.plan.PlayNumber;
import io.restartmonkey.plan.Step;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The JSON of a plan. */
public final class PlanJson {
  private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}_-][\\p{L}\\p{N}._-]{0,254}");

  private PlanJson() {}

  /** The plan as a tree of maps and lists, in a fixed order. */
  public static Map<String, Object> tree(Plan plan) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("steps", plan.steps().stream().map(PlanJson::step).toList());
    tree.put("notes", plan.notes());
    return tree;
  }

  static Plan read(JsonNode root) {
    return new Plan(
        Json.items(root, "steps").stream().map(PlanJson::readStep).toList(),
        Json.texts(root, "notes").stream().map(ForeignText::oneLine).toList());
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", step.id());
    tree.put("play", step.play());
    tree.put("playbook", step.playbook().toString());
    tree.put("hosts", step.hosts());
    step.number()
        .ifPresent(
            play -> {
              tree.put("number", play.number());
              tree.put("of", play.of());
            });
    tree.put("after", new TreeSet<>(step.after()));
    if (!step.variables().isEmpty()) {
      tree.put("variables", step.variables());
    }
    if (step.place() != Place.TARGETS) {
      tree.put("place", step.place().name());
    }
    step.made().ifPresent(made -> tree.put("made", made));
    tree.put("targets", step.targets().stream().map(PlanJson::server).toList());
    return tree;
  }

  private static Map<String, Object> server(Server server) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", server.name());
    tree.put("address", server.address());
    tree.put("groups", server.groups());
    tree.put("provider", server.provider());
    tree.put("registered", server.registered().toString());
    return tree;
  }

  private static Step readStep(JsonNode node) {
    return new Step(
        id(Json.text(node, "id")),
        Path.of(Json.text(node, "playbook")),
        Json.oneLine(node, "play"),
        Json.oneLine(node, "hosts"),
        Json.items(node, "targets").stream().map(PlanJson::readServer).toList(),
        node.has("number") ? Optional.of(readNumber(node)) : Optional.empty(),
        Set.copyOf(Json.texts(node, "after")),
        node.has("variables") ? variables(node.path("variables")) : Map.of(),
        node.has("place") ? Place.valueOf(Json.text(node, "place")) : Place.TARGETS,
        node.has("made")
            ? Optional.of(Syntax.serverName(Json.text(node, "made")))
            : Optional.empty());
  }

  private static PlayNumber readNumber(JsonNode node) {
    return new PlayNumber(
        Ints.saturatedCast(Json.number(node, "number")),
        Ints.saturatedCast(Json.number(node, "of")));
  }

  /** A folder is named after it. */
  private static String id(String text) {
    if (!ID.matcher(text).matches()) {
      throw new IllegalArgumentException("not the id of a step: " + Syntax.quote(text));
    }
    return text;
  }

  private static Server readServer(JsonNode node) {
    return Server.parse(Json.text(node, "name"), JsonTree.map(node));
  }

  static Map<String, Object> variables(JsonNode node) {
    return JsonTree.map(node);
  }

  static List<String> names(List<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).toList();
  }
}
