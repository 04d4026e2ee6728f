package io.restartmonkey.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What messages name in a program that has no terms of its own. */
class JavaTermsTest {
  private static final Pattern NAME = Pattern.compile("([A-Z][A-Za-z]+)[.]([a-z][A-Za-z]+)");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.restartmonkey");

  static Stream<String> names() {
    return Stream.concat(
            Arrays.stream(Option.values()).map(Option::inJava),
            Arrays.stream(Command.values()).map(Command::inJava))
        .filter(name -> !name.startsWith("the "));
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldNamePublicMethodsOnly(String name) {
    Optional<MatchResult> parts = NAME.matcher(name).results().findFirst();

    assertThat(parts).as(name).isPresent();
    assertThat(CORE.stream().filter(type -> type.getSimpleName().equals(parts.get().group(1))))
        .as(name)
        .singleElement()
        .matches(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .matches(type -> hasPublicMethod(type, parts.get().group(2)));
  }

  private static boolean hasPublicMethod(JavaClass type, String name) {
    return type.getMethods().stream()
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .anyMatch(method -> method.getName().equals(name));
  }

  @Test
  void shouldSayWhichOptionMakesNoSense() {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> Option.FLOOR.require(false, "is %s: 0 or more", -1))
        .withMessage("GuardPolicy.floor is -1: 0 or more")
        .matches(problem -> problem.option() == Option.FLOOR);
  }

  @Test
  void shouldWordCommandsAsCalls() {
    assertThat(Command.RESUME.with("run-1")).isEqualTo("RestartMonkey.resume(\"run-1\")");
    assertThat(Command.LIST_RUNS.with()).isEqualTo("RunFolders.list");
  }
}
