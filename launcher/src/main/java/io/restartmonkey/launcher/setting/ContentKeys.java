package io.restartmonkey.launcher.setting;

import java.nio.file.Path;
import java.util.List;

/** Settings of where playbooks and inventory are. */
public final class ContentKeys {
  static final Section SECTION = new Section("Playbooks and inventory", "content");

  /** The folder of the playbooks; {@code playbooks} in the current folder. */
  public static final Setting<Path> PLAYBOOKS =
      SECTION.setting(
          "playbooks",
          new FilePath(),
          "playbooks",
          "This folder holds stopservices.yaml, restartservices.yaml and smoketest.yaml.");

  /** The inventory template; {@code inventory-templates/cluster.yaml} in the current folder. */
  public static final Setting<Path> TEMPLATE =
      SECTION.setting(
          "template",
          new FilePath(),
          "inventory-templates/cluster.yaml",
          "Every inventory is made from this template.");

  /** Groups that plays delegate to; {@code proxy} and {@code redis}. */
  public static final Setting<List<String>> DELEGATES =
      SECTION.setting(
          "delegates",
          new ListOf<>(Name.GROUP, "groups with commas between them, or none"),
          "proxy,redis",
          "Plays delegate to these groups; the inventory of every step and treatment has all their servers, even silent ones.");

  private ContentKeys() {}
}
