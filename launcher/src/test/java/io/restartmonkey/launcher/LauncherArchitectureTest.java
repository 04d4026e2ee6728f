package io.restartmonkey.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.restartmonkey.layout.PackageTable.ROOT;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.restartmonkey.layout.Collaborators;
import io.restartmonkey.layout.EachPackage;
import io.restartmonkey.layout.PackageTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Holds the table of the launcher's packages: who may use whom, what of core, which third party.
 */
@AnalyzeClasses(
    packages = "io.restartmonkey.launcher",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LauncherArchitectureTest {
  /** The same table stands in the design notes, and a row of it in each package-info. */
  static final PackageTable TABLE =
      new PackageTable(
          "io.restartmonkey.launcher",
          Map.ofEntries(
              entry("progress", List.of("core.cluster", "core.plan", "core.playbook", "core.run")),
              entry(
                  "setting",
                  List.of("core.ansible", "core.cluster", "core.health", "core.plan", "core.term")),
              entry("term", List.of("setting", "core.term")),
              entry(
                  "config",
                  List.of(
                      "setting",
                      "Jackson",
                      "SnakeYAML",
                      "core.cluster",
                      "core.health",
                      "core.term")),
              entry("console", List.of("progress")),
              entry("signal", List.of("progress", "term", "SLF4J", "core.run", "core.term")),
              entry(
                  "redis",
                  List.of(
                      "config", "setting", "Jedis", "commons-pool", "core.cluster", "core.redis")),
              entry(
                  "doctor",
                  List.of(
                      "config",
                      "setting",
                      "core.ansible",
                      "core.cluster",
                      "core.health",
                      "core.inventory",
                      "core.journal",
                      "core.plan",
                      "core.playbook",
                      "core.probe",
                      "core.root",
                      "core.run",
                      "core.spi",
                      "core.term")),
              entry(
                  "alert",
                  List.of(
                      "config",
                      "progress",
                      "setting",
                      "Jackson",
                      "core.cluster",
                      "core.health",
                      "core.spi")),
              entry(
                  "session",
                  List.of(
                      "config",
                      "console",
                      "redis",
                      "setting",
                      "Jedis",
                      "core.ansible",
                      "core.cluster",
                      "core.journal",
                      "core.redis",
                      "core.root",
                      "core.run",
                      "core.spi",
                      "core.term")),
              entry(
                  "exit",
                  List.of(
                      "config",
                      "core.cluster",
                      "core.inventory",
                      "core.plan",
                      "core.playbook",
                      "core.run")),
              entry(
                  "view",
                  List.of(
                      "console",
                      "progress",
                      "Jackson",
                      "picocli",
                      "core.ansible",
                      "core.cluster",
                      "core.health",
                      "core.journal",
                      "core.plan",
                      "core.playbook",
                      "core.run",
                      "core.spi")),
              entry(
                  "watch",
                  List.of(
                      "alert",
                      "config",
                      "console",
                      "session",
                      "setting",
                      "view",
                      "Jedis",
                      "core.cluster",
                      "core.health",
                      "core.inventory",
                      "core.journal",
                      "core.monitor",
                      "core.plan",
                      "core.playbook",
                      "core.probe",
                      "core.redis",
                      "core.root",
                      "core.run",
                      "core.spi")),
              entry(
                  "command",
                  List.of(
                      "config",
                      "console",
                      "doctor",
                      "exit",
                      "progress",
                      "session",
                      "setting",
                      "signal",
                      "term",
                      "view",
                      "watch",
                      "Jackson",
                      "picocli",
                      "core.ansible",
                      "core.cluster",
                      "core.health",
                      "core.inventory",
                      "core.journal",
                      "core.plan",
                      "core.playbook",
                      "core.redis",
                      "core.root",
                      "core.run",
                      "core.simulation",
                      "core.spi")),
              entry(ROOT, List.of("command"))));

  @ArchTest
  static void shouldUseWhatTheTableSaysAndNoLess(JavaClasses all) throws IOException {
    assertThat(TABLE.used(all, Path.of("src/main/java"))).isEqualTo(TABLE.allowed());
  }

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

  /** The other one passes collaborators on. */
  @ArchTest
  static final ArchRule NO_RECORD_HAS_COLLABORATORS =
      Collaborators.areNoComponents("DoctorContext");

  @ArchTest
  static final ArchRule NOTHING_OF_CORES_MACHINERY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.restartmonkey.internal..", "io.restartmonkey.yaml");
}
