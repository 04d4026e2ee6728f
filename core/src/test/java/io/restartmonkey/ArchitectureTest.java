package io.restartmonkey;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.restartmonkey.layout.PackageTable.ROOT;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.restartmonkey.layout.Collaborators;
import io.restartmonkey.layout.EachPackage;
import io.restartmonkey.layout.PackageTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Holds the table of packages: who may use whom, and which third party. */
@AnalyzeClasses(packages = "io.restartmonkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String PLAN = "io.restartmonkey.plan";

  /** The same table stands in the design notes, and a row of it in each package-info. */
  static final PackageTable TABLE =
      new PackageTable(
          "io.restartmonkey",
          Map.ofEntries(
              entry("term", List.of("SLF4J")),
              entry("cluster", List.of()),
              entry("yaml", List.of("SnakeYAML")),
              entry("plan", List.of("term", "cluster", "yaml", "SnakeYAML")),
              entry("inventory", List.of("cluster", "yaml", "SnakeYAML")),
              entry("playbook", List.of("cluster", "plan", "inventory")),
              entry("run", List.of("cluster", "plan", "playbook")),
              entry("health", List.of("term", "cluster", "plan")),
              entry("spi", List.of("term", "cluster", "plan", "health", "playbook", "run")),
              entry("internal.decision", List.of("term", "cluster", "plan", "health")),
              entry(
                  ROOT,
                  List.of(
                      "term", "cluster", "plan", "inventory", "playbook", "run", "spi", "SLF4J")),
              entry(
                  "monitor",
                  List.of(
                      "term",
                      "cluster",
                      "plan",
                      "inventory",
                      "playbook",
                      "run",
                      "health",
                      "spi",
                      "internal.decision",
                      ROOT)),
              entry(
                  "ansible",
                  List.of(
                      "term",
                      "cluster",
                      "plan",
                      "inventory",
                      "playbook",
                      "commons-exec",
                      "Jackson",
                      "SLF4J")),
              entry(
                  "redis",
                  List.of(
                      "term", "cluster", "plan", "health", "run", "spi", "Jedis", "Jackson",
                      "SLF4J")),
              entry(
                  "journal",
                  List.of(
                      "term",
                      "cluster",
                      "plan",
                      "health",
                      "playbook",
                      "run",
                      "spi",
                      "internal.decision",
                      "Jackson",
                      "SLF4J")),
              entry("probe", List.of("cluster", "health", "spi")),
              entry(
                  "simulation",
                  List.of(
                      "cluster",
                      "plan",
                      "inventory",
                      "playbook",
                      "run",
                      "health",
                      "spi",
                      ROOT,
                      "monitor"))));

  @ArchTest
  static void shouldUseWhatTheTableSaysAndNoLess(JavaClasses all) throws IOException {
    assertThat(TABLE.used(all, Path.of("src/main/java"))).isEqualTo(TABLE.allowed());
  }

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule YAML_ONLY_WHERE_IT_IS_READ =
      noClasses()
          .that()
          .resideInAPackage(PLAN)
          .and()
          .haveSimpleNameNotStartingWith("Playbook")
          .and()
          .haveSimpleNameNotStartingWith("YamlNodes")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.yaml.snakeyaml..");

  @ArchTest
  static final ArchRule NO_FOREIGN_TYPE_IN_A_PUBLIC_SIGNATURE =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should(new OwnSignature());

  @ArchTest
  static final ArchRule TIME_AND_OUTPUT_ARE_INJECTED =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Date")
          .orShould()
          .callMethod(Runtime.class, "addShutdownHook", Thread.class);

  /** Where text is read and written, and where a thread of the caller waits. */
  private static final List<String> OTHERS_ON_THE_MACHINE =
      List.of(
          "CallersLoop",
          "ExclusionNotes",
          "FileProblem",
          "Inventory",
          "PlaybookTags",
          "RequestPlanner",
          "RunHandle",
          "SimulatedContent",
          "Utf8Text");

  /** Threads, files, the environment and the clocks of the machine are for edges. */
  @ArchTest
  static final ArchRule THE_MACHINE_IS_FOR_EDGES =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.restartmonkey.ansible",
              "io.restartmonkey.redis",
              "io.restartmonkey.journal",
              "io.restartmonkey.probe")
          .and(describe("are no others", type -> !OTHERS_ON_THE_MACHINE.contains(outermost(type))))
          .should()
          .callCodeUnitWhere(
              target(owner(assignableTo(Thread.class)))
                  .and(target(name("<init>").or(name("start")).or(name("sleep")))))
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executors")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Files")
          .orShould()
          .accessField(System.class, "in")
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "nanoTime");

  /** The others pass collaborators on, compare them, or hold work that waits for its time. */
  @ArchTest
  static final ArchRule NO_RECORD_HAS_COLLABORATORS =
      Collaborators.areNoComponents(
          "CallersLoop.Task",
          "EventQueue.Event",
          "Fault",
          "MonitorPorts",
          "PlaybookProcess.Task",
          "RestartPorts",
          "RunHandle",
          "RunOrder.Actor",
          "TrafficReader.Reading",
          "WalkPorts");

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(type::getSimpleName);
  }

  private static final class OwnSignature extends ArchCondition<JavaMethod> {
    OwnSignature() {
      super("have only JDK, Guava and own types in the signature");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
      method.getRawParameterTypes().forEach(type -> check(method, type, events));
      check(method, method.getRawReturnType(), events);
    }

    private static void check(JavaMethod method, JavaClass type, ConditionEvents events) {
      String name = type.getBaseComponentType().getPackageName();
      boolean own =
          name.isEmpty()
              || name.startsWith("java")
              || name.startsWith("com.google.common")
              || name.startsWith("io.restartmonkey");
      if (!own) {
        events.add(SimpleConditionEvent.violated(method, method.getFullName() + " has " + name));
      }
    }
  }
}
