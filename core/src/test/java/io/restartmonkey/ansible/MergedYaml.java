package io.restartmonkey.ansible;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws playbooks and templates whose mappings come from one another. */
final class MergedYaml {
  private final Random random;
  private final List<String> anchors = new ArrayList<>();

  MergedYaml(Random random) {
    this.random = random;
  }

  /** A playbook: each play may take what an earlier one has. */
  String playbook() {
    StringBuilder text = new StringBuilder();
    int plays = 1 + random.nextInt(5);
    for (int i = 0; i < plays; i++) {
      List<String> fields = new ArrayList<>();
      sometimes(fields, 80, "hosts: " + one("app", "[app, web]", "'app:!app1'", "db"));
      sometimes(fields, 50, "name: " + one("One", "Two", "'Three: 3'"));
      sometimes(fields, 50, "tags: " + one("[never]", "[a, b]", "c", "'a,d'", "[]"));
      sometimes(fields, 50, "vars: " + vars(i));
      merges(fields, "p");
      sometimes(fields, 15, "<<: &o%d {tags: [%s], hosts: web}".formatted(i, one("x", "never")));
      sometimes(fields, 5, "<<: {import_playbook: inner.yml}");
      Collections.shuffle(fields, random);
      text.append("- ").append(anchor("p", i)).append('{');
      text.append(String.join(", ", fields)).append("}\n");
      anchors.add("p" + i);
    }
    return text.toString();
  }

  private String vars(int number) {
    List<String> fields = new ArrayList<>();
    sometimes(fields, 60, "run_after: " + one("[]", "[db]", "db", "[app, web]"));
    sometimes(fields, 60, "x: 1");
    merges(fields, "v");
    Collections.shuffle(fields, random);
    anchors.add("v" + number);
    return "&v%d {%s}".formatted(number, String.join(", ", fields));
  }

  /** A template: groups, and variables of groups, that take what earlier ones have. */
  String template() {
    StringBuilder children = new StringBuilder();
    int groups = 1 + random.nextInt(5);
    for (int i = 0; i < groups; i++) {
      String name = List.of("app", "canary", "proxy", "redis", "other").get(i);
      List<String> fields = new ArrayList<>();
      sometimes(fields, 70, "hosts: " + one("{}", "", "null"));
      sometimes(fields, 60, "vars: " + groupVars(i));
      sometimes(fields, 20, "children: {below%d: {vars: {deep: %d}}}".formatted(i, i));
      merges(fields, "g");
      Collections.shuffle(fields, random);
      children.append("    ").append(name).append(": &g").append(i).append(" {");
      children.append(String.join(", ", fields)).append("}\n");
      anchors.add("g" + i);
    }
    return "all:\n  vars: &v99 {a: all, b: {c: 1}}\n  children:\n" + children;
  }

  private String groupVars(int number) {
    List<String> fields = new ArrayList<>();
    sometimes(fields, 50, "a: " + one("1", "text", "[1, 2]", "!unsafe '{{ x }}'"));
    sometimes(fields, 40, "b: {<<: {c: 2, d: 3}, c: %s}".formatted(one("4", "5")));
    sometimes(fields, 30, "'<<': quoted");
    sometimes(fields, 30, one("yes: bool", "1: number", "'1': text"));
    merges(fields, "v");
    sometimes(fields, 40, "<<: *v99");
    Collections.shuffle(fields, random);
    anchors.add("v" + number);
    return "&v%d {%s}".formatted(number, String.join(", ", fields));
  }

  private void merges(List<String> fields, String kind) {
    List<String> known = anchors.stream().filter(name -> name.startsWith(kind)).toList();
    if (!known.isEmpty() && random.nextInt(100) < 60) {
      String first = "*" + known.get(random.nextInt(known.size()));
      String other = "*" + known.get(random.nextInt(known.size()));
      fields.add("<<: " + one(first, first, "[%s, %s]".formatted(first, other), "[]"));
      sometimes(fields, 20, "<<: " + other);
    }
  }

  private String anchor(String kind, int number) {
    return "&%s%d ".formatted(kind, number);
  }

  private void sometimes(List<String> fields, int percent, String field) {
    if (random.nextInt(100) < percent) {
      fields.add(field);
    }
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
