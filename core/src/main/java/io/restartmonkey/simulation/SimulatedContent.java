package io.restartmonkey.simulation;

import io.restartmonkey.plan.ContentContract;
import io.restartmonkey.run.Content;
import io.restartmonkey.run.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The inventory template and the playbooks of the stages, as far as the planner reads them, in the
 * order of {@code stopservices.yaml} and {@code restartservices.yaml}.
 */
record SimulatedContent(Set<String> services) {

  Content write(Path folder) throws IOException {
    List<String> between = services.stream().sorted().toList();
    List<String> groups = new ArrayList<>(between);
    groups.addAll(
        List.of(
            ContentContract.REDIS_GROUP, ContentContract.PROXY_GROUP, ContentContract.SURGE_GROUP));
    Path template = folder.resolve("template.yaml");
    Files.writeString(template, "all: {children: {%s: }}".formatted(String.join(": , ", groups)));
    Files.writeString(
        folder.resolve(Stage.STOP.playbook()),
        plays(ContentContract.PROXY_GROUP, between, ContentContract.REDIS_GROUP));
    Files.writeString(
        folder.resolve(Stage.RESTART.playbook()),
        plays(ContentContract.REDIS_GROUP, between, ContentContract.PROXY_GROUP));
    return Content.in(folder, template);
  }

  private static String plays(String first, List<String> between, String last) {
    return play(first, List.of())
        + between.stream().map(group -> play(group, List.of(first))).collect(Collectors.joining())
        + play(last, between);
  }

  private static String play(String group, List<String> after) {
    return "- {name: %1$s, hosts: %1$s, vars: {run_after: %2$s}, tasks: [ping: ]}%n"
        .formatted(group, after);
  }
}
