package io.restartmonkey.launcher.command;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.Counted;
import io.restartmonkey.inventory.Inventory;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.launcher.exit.Exit;
import io.restartmonkey.launcher.session.Session;
import io.restartmonkey.launcher.setting.ContentKeys;
import io.restartmonkey.launcher.setting.GeneralKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints or writes an inventory. */
@Command(name = "inventory", description = "Print the Ansible inventory of the servers that run.")
final class InventoryCommand extends Subcommand {
  @Option(names = "--all", description = "All registered servers, running or not.")
  private boolean all;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Write the inventory to this file, atomically, instead of printing it.")
  private @Nullable Path file;

  @Mixin private StateOption state = new StateOption();

  @Override
  public Integer call() {
    Session session = root().session();
    ClusterSnapshot snapshot = session.believed(session.source(state.file()).read());
    Duration freshness = session.settings().get(GeneralKeys.FRESHNESS);
    InventoryTemplate template =
        InventoryTemplate.read(session.settings().get(ContentKeys.TEMPLATE));
    Inventory inventory = template.fill(all ? snapshot.registered() : snapshot.live(freshness));
    explain(snapshot, freshness);
    if (inventory.servers().isEmpty()) {
      console().say(refusal(snapshot.cluster()));
      return Exit.REFUSED;
    }
    noteEmptyGroups(template, inventory);
    printOrWrite(inventory);
    return Exit.DONE;
  }

  private String refusal(String cluster) {
    return "refused: no server of cluster '%s' is %s, and Ansible takes an inventory without hosts for success"
        .formatted(cluster, all ? "registered" : "running");
  }

  private void noteEmptyGroups(InventoryTemplate template, Inventory inventory) {
    new TreeSet<>(template.groups())
        .stream()
            .filter(group -> inventory.named(group).filter(List::isEmpty).isPresent())
            .forEach(group -> console().say("note: group '" + group + "' is empty"));
  }

  private void printOrWrite(Inventory inventory) {
    if (file == null) {
      console().out().print(inventory.toYaml());
      return;
    }
    inventory.write(file);
    console()
        .say("wrote %s to %s".formatted(Counted.of(inventory.servers().size(), "server"), file));
  }

  private void explain(ClusterSnapshot snapshot, Duration freshness) {
    if (!all) {
      snapshot
          .silent(freshness)
          .forEach(
              silent ->
                  console()
                      .say(
                          "note: %s is left out: %s"
                              .formatted(
                                  silent.server().name(),
                                  silent.whyNotLive(snapshot.observedAt()))));
    }
    snapshot
        .refused()
        .forEach(
            record -> console().say("note: refused " + record.record() + ": " + record.reason()));
  }
}
