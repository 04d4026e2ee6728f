package io.restartmonkey.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Holds the table of the launcher's packages: which may use which others of them. */
@AnalyzeClasses(
    packages = "io.restartmonkey.launcher",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LauncherArchitectureTest {
  private static final String LAUNCHER = "io.restartmonkey.launcher";

  /** Each package uses only those above it, so there is no cycle. */
  private static final Map<String, List<String>> TABLE =
      Map.ofEntries(
          entry("progress", List.of()),
          entry("setting", List.of()),
          entry("config", List.of("setting")),
          entry("term", List.of("setting")),
          entry("console", List.of("progress")),
          entry("signal", List.of("progress", "term")),
          entry("redis", List.of("config", "setting")),
          entry("doctor", List.of("config", "setting")),
          entry("alert", List.of("config", "progress", "setting")),
          entry("session", List.of("config", "console", "redis", "setting")),
          entry("exit", List.of("config", "session")),
          entry("view", List.of("console", "progress", "session")),
          entry("watch", List.of("alert", "config", "console", "session", "setting", "view")),
          entry(
              "command",
              List.of(
                  "alert",
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
                  "watch")));

  @ArchTest
  static void shouldUseWhatTheTableSays(JavaClasses all) {
    TABLE.forEach(
        (room, allowed) ->
            noClasses()
                .that(resideInAPackage(named(room)))
                .should()
                .dependOnClassesThat(
                    resideInAPackage(LAUNCHER + "..")
                        .and(
                            not(
                                resideInAnyPackage(
                                    Stream.concat(Stream.of(room), allowed.stream())
                                        .map(LauncherArchitectureTest::named)
                                        .toArray(String[]::new)))))
                .check(all));
  }

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_IN_THE_TABLE =
      classes()
          .should()
          .resideInAnyPackage(
              Stream.concat(Stream.of(LAUNCHER), TABLE.keySet().stream().map(room -> named(room)))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule NOTHING_OF_CORES_MACHINERY =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.restartmonkey.internal..");

  private static String named(String room) {
    return LAUNCHER + "." + room;
  }
}
