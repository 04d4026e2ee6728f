package io.restartmonkey.launcher;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.restartmonkey.contract.Twins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whatever implements a port in the launcher is held to its contract. */
class LauncherTwinsTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.restartmonkey.launcher");
  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages("io.restartmonkey.launcher");

  private final Twins twins = new Twins(TESTS);

  /** What a class implements inside itself, nobody else gets. */
  @Test
  void shouldRunTheContractWhereverAPortIsImplemented() {
    assertThat(twins.withoutContract(CODE.that(describe("top", JavaClass::isTopLevelClass))))
        .isEmpty();
  }

  @Test
  void shouldShowContributorsWhichTestsRunIt() throws IOException {
    SortedMap<String, List<String>> shown = Twins.table(Path.of("../CONTRIBUTING.md"), 6);
    SortedMap<String, List<String>> expected = new TreeMap<>();
    shown
        .keySet()
        .forEach(
            port ->
                expected.put(
                    port,
                    List.of(Twins.cell(twins.runs(all -> true).getOrDefault(port, Set.of())))));

    assertThat(shown).isNotEmpty().isEqualTo(expected);
    assertThat(shown.keySet()).containsAll(twins.runs(all -> true).keySet());
  }
}
