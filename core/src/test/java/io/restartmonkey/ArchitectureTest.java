package io.restartmonkey;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
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
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Holds the table of packages: who may use whom, and which third party. */
@AnalyzeClasses(packages = "io.restartmonkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String JDK = "java..";
  private static final String NULLNESS = "org.jspecify..";
  private static final String GUAVA = "com.google.common..";
  private static final String YAML = "org.yaml.snakeyaml..";
  private static final String OWN_YAML = "io.restartmonkey.yaml";
  private static final String LOG = "org.slf4j..";
  private static final String JSON = "com.fasterxml.jackson..";
  private static final String EXEC = "org.apache.commons.exec..";
  private static final String JEDIS = "redis.clients.jedis..";

  private static final String ROOT = "io.restartmonkey";
  private static final String TERM = "io.restartmonkey.term";
  private static final String CLUSTER = "io.restartmonkey.cluster";
  private static final String PLAN = "io.restartmonkey.plan";
  private static final String INVENTORY = "io.restartmonkey.inventory";
  private static final String PLAYBOOK = "io.restartmonkey.playbook";
  private static final String RUN = "io.restartmonkey.run";
  private static final String HEALTH = "io.restartmonkey.health";
  private static final String SPI = "io.restartmonkey.spi";
  private static final String DECISION = "io.restartmonkey.internal.decision";
  private static final String MONITOR = "io.restartmonkey.monitor";
  private static final String ANSIBLE = "io.restartmonkey.ansible";
  private static final String REDIS = "io.restartmonkey.redis";
  private static final String JOURNAL = "io.restartmonkey.journal";
  private static final String PROBE = "io.restartmonkey.probe";
  private static final String SIMULATION = "io.restartmonkey.simulation";

  /** Which packages may use which, and which third party; design-notes.md has the same table. */
  private static final Map<String, List<String>> TABLE =
      Map.ofEntries(
          entry(TERM, List.of(LOG)),
          entry(CLUSTER, List.of()),
          entry(OWN_YAML, List.of(YAML)),
          entry(PLAN, List.of(TERM, CLUSTER, OWN_YAML, YAML)),
          entry(INVENTORY, List.of(CLUSTER, OWN_YAML, YAML)),
          entry(PLAYBOOK, List.of(CLUSTER, PLAN, INVENTORY)),
          entry(RUN, List.of(CLUSTER, PLAN, PLAYBOOK)),
          entry(HEALTH, List.of(TERM, CLUSTER, PLAN)),
          entry(SPI, List.of(TERM, CLUSTER, PLAN, HEALTH, PLAYBOOK, RUN)),
          entry(DECISION, List.of(TERM, CLUSTER, PLAN, HEALTH)),
          entry(ROOT, List.of(TERM, CLUSTER, PLAN, INVENTORY, PLAYBOOK, RUN, SPI, LOG)),
          entry(
              MONITOR,
              List.of(
                  TERM, CLUSTER, PLAN, INVENTORY, PLAYBOOK, RUN, HEALTH, SPI, DECISION, ROOT, LOG)),
          entry(ANSIBLE, List.of(TERM, CLUSTER, INVENTORY, PLAN, PLAYBOOK, RUN, JSON, LOG, EXEC)),
          entry(REDIS, List.of(TERM, CLUSTER, PLAN, HEALTH, RUN, SPI, JSON, LOG, JEDIS)),
          entry(
              JOURNAL,
              List.of(TERM, CLUSTER, PLAN, HEALTH, PLAYBOOK, RUN, SPI, DECISION, JSON, LOG)),
          entry(PROBE, List.of(CLUSTER, HEALTH, SPI, LOG)),
          entry(
              SIMULATION,
              List.of(CLUSTER, PLAN, INVENTORY, PLAYBOOK, RUN, HEALTH, SPI, ROOT, MONITOR)));

  @ArchTest
  static void shouldUseWhatTheTableSays(JavaClasses all) {
    TABLE.forEach((room, allowed) -> uses(room, allowed).check(all));
  }

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_IN_THE_TABLE =
      classes().should().resideInAnyPackage(TABLE.keySet().toArray(String[]::new));

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().assignedFrom(new FullNameOfPackage()).should().beFreeOfCycles();

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
          .resideInAPackage(YAML);

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
          .resideOutsideOfPackages(ANSIBLE, REDIS, JOURNAL, PROBE)
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

  /** What works on others is a class; a record is a value, or a bundle that is passed on. */
  @ArchTest
  static final ArchRule NO_RECORD_HAS_COLLABORATORS =
      fields()
          .that()
          .areDeclaredInClassesThat(
              describe(
                  "are records, and no bundles",
                  type -> type.isRecord() && !type.getSimpleName().endsWith("Ports")))
          .and()
          .areNotStatic()
          .should()
          .notHaveRawType(
              describe(
                  "a port",
                  type ->
                      type.isInterface()
                          && List.of(SPI, PLAYBOOK).contains(type.getPackageName())
                          && !type.reflect().isSealed()));

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(type::getSimpleName);
  }

  private static ArchRule uses(String room, List<String> allowed) {
    String[] all =
        Stream.concat(allowed.stream(), Stream.of(room, JDK, NULLNESS, GUAVA))
            .toArray(String[]::new);
    return classes()
        .that(resideInAPackage(room))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(all).or(primitiveArrays()));
  }

  private static DescribedPredicate<JavaClass> primitiveArrays() {
    return describe("primitives and arrays", type -> type.getBaseComponentType().isPrimitive());
  }

  /** One slice for each package, the root package included. */
  private static final class FullNameOfPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
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
