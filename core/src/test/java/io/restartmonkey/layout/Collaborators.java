package io.restartmonkey.layout;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * What works on others is a class; a record is a value. So no component of a record is a
 * collaborator, that is:
 *
 * <ul>
 *   <li>a port, or an implementation of one
 *   <li>a function of the JDK, {@link Runnable}, {@link Callable} or {@link Executor}
 *   <li>a class of ours that is closed, or changes: one that is {@link AutoCloseable} or has a
 *       field that is not final
 * </ul>
 */
public final class Collaborators {
  private static final Set<String> OF_PORTS =
      Set.of("io.restartmonkey.spi", "io.restartmonkey.playbook", "io.restartmonkey.run");

  private Collaborators() {}

  /**
   * The rule.
   *
   * @param others records that only pass collaborators on, or hold work that waits
   */
  public static ArchRule areNoComponents(String... others) {
    List<String> exempt = Arrays.asList(others);
    return fields()
        .that()
        .areDeclaredInClassesThat(
            describe(
                "are records, but not " + exempt,
                type -> type.isRecord() && !exempt.contains(nameBelowItsPackage(type))))
        .and()
        .areNotStatic()
        .should(new HaveNone());
  }

  /** For example {@code TrafficReader.Reading}. */
  static String nameBelowItsPackage(JavaClass type) {
    return type.getEnclosingClass()
        .map(outer -> nameBelowItsPackage(outer) + "." + type.getSimpleName())
        .orElseGet(type::getSimpleName);
  }

  private static boolean isCollaborator(JavaClass type) {
    return isPort(type)
        || type.getAllRawInterfaces().stream().anyMatch(Collaborators::isPort)
        || type.getPackageName().equals("java.util.function")
        || Set.of(Runnable.class, Callable.class, Executor.class).stream()
            .anyMatch(type::isAssignableTo)
        || (type.getPackageName().startsWith("io.restartmonkey") && isAtWork(type));
  }

  private static boolean isAtWork(JavaClass type) {
    return !type.isRecord()
        && !type.isEnum()
        && (type.isAssignableTo(AutoCloseable.class)
            || type.getAllFields().stream()
                .anyMatch(field -> !field.getModifiers().contains(JavaModifier.FINAL)));
  }

  private static boolean isPort(JavaClass type) {
    return type.isInterface()
        && OF_PORTS.contains(type.getPackageName())
        && !type.reflect().isSealed();
  }

  private static final class HaveNone extends ArchCondition<JavaField> {
    HaveNone() {
      super("be no collaborators");
    }

    @Override
    public void check(JavaField field, ConditionEvents events) {
      field.getAllInvolvedRawTypes().stream()
          .filter(Collaborators::isCollaborator)
          .forEach(
              type ->
                  events.add(
                      SimpleConditionEvent.violated(
                          field, field.getFullName() + " has " + type.getName())));
    }
  }
}
