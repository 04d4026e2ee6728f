package io.restartmonkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Each port has a contract, and whatever implements a port in core is held to it. */
class TwinsTest {
  private static final String FAKES = "io.restartmonkey.fake";
  private static final String SIMULATION = "io.restartmonkey.simulation";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.restartmonkey");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("io.restartmonkey");

  private final Twins twins = new Twins(TESTS);

  @Test
  void shouldHaveAContractForEachPort() {
    assertThat(twins.contracts().keySet()).isEqualTo(Twins.ports(CODE));
  }

  @Test
  void shouldRunTheContractWhereverAPortIsImplemented() {
    JavaClasses fakes = TESTS.that(JavaClass.Predicates.resideInAPackage(FAKES));

    assertThat(twins.withoutContract(CODE)).isEmpty();
    assertThat(twins.withoutContract(fakes)).isEmpty();
  }

  @Test
  void shouldShowContributorsWhichTestsRunIt() throws IOException {
    SortedMap<String, List<String>> expected = new TreeMap<>();
    twins
        .contracts()
        .forEach(
            (port, contracts) ->
                expected.put(
                    port,
                    List.of(
                        Twins.cell(contracts),
                        runs(port, type -> type.getPackageName().equals(FAKES)),
                        runs(port, type -> type.getPackageName().equals(SIMULATION)),
                        runs(
                            port,
                            type -> !Set.of(FAKES, SIMULATION).contains(type.getPackageName())))));

    assertThat(Twins.table(Path.of("../CONTRIBUTING.md"), 2, 3, 4, 5)).isEqualTo(expected);
  }

  private String runs(String port, Predicate<JavaClass> which) {
    return Twins.cell(twins.runs(which).getOrDefault(port, Set.of()));
  }
}
