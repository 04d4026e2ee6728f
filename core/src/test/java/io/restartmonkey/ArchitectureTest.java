package io.restartmonkey;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

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
  private static final String ROOT = "io.restartmonkey";
  private static final String CLUSTER = "io.restartmonkey.cluster";
  private static final String PLAN = "io.restartmonkey.plan";
  private static final String INVENTORY = "io.restartmonkey.inventory";
  private static final String MONITOR = "io.restartmonkey.monitor";

  @ArchTest static final ArchRule CLUSTER_IS_PURE = uses(CLUSTER);

  @ArchTest static final ArchRule PLAN_KNOWS_THE_CLUSTER = uses(PLAN, CLUSTER, OWN_YAML, YAML);

  @ArchTest
  static final ArchRule INVENTORY_KNOWS_THE_CLUSTER = uses(INVENTORY, CLUSTER, OWN_YAML, YAML);

  @ArchTest static final ArchRule YAML_KNOWS_NOBODY = uses(OWN_YAML, YAML);

  @ArchTest
  static final ArchRule FRONT_DOOR_USES_NO_EDGE =
      uses(ROOT, CLUSTER, PLAN, INVENTORY, MONITOR, LOG);

  @ArchTest
  static final ArchRule ANSIBLE_EDGE =
      uses(
          "io.restartmonkey.ansible",
          ROOT,
          CLUSTER,
          INVENTORY,
          JSON,
          LOG,
          "org.apache.commons.exec..");

  @ArchTest
  static final ArchRule REDIS_EDGE =
      uses(
          "io.restartmonkey.redis",
          ROOT,
          CLUSTER,
          PLAN,
          MONITOR,
          JSON,
          LOG,
          "redis.clients.jedis..");

  @ArchTest
  static final ArchRule PROBE_EDGE = uses("io.restartmonkey.probe", ROOT, CLUSTER, MONITOR, LOG);

  @ArchTest static final ArchRule MONITOR_IS_PURE = uses(MONITOR, CLUSTER, PLAN);

  @ArchTest
  static final ArchRule JOURNAL_EDGE =
      uses("io.restartmonkey.journal", ROOT, CLUSTER, PLAN, MONITOR, JSON, LOG);

  @ArchTest
  static final ArchRule SIMULATION_USES_NO_EDGE =
      uses("io.restartmonkey.simulation", ROOT, CLUSTER, PLAN, INVENTORY, MONITOR);

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.restartmonkey.(*)").should().beFreeOfCycles();

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

  private static ArchRule uses(String room, String... allowed) {
    String[] all = new String[allowed.length + 4];
    System.arraycopy(allowed, 0, all, 0, allowed.length);
    all[allowed.length] = room;
    all[allowed.length + 1] = JDK;
    all[allowed.length + 2] = NULLNESS;
    all[allowed.length + 3] = GUAVA;
    return classes()
        .that(resideInAPackage(room).and(alwaysTrue()))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(all).or(primitiveArrays()));
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> primitiveArrays() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "primitives and arrays", type -> type.getBaseComponentType().isPrimitive());
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
