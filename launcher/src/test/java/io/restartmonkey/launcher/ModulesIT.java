package io.restartmonkey.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Core and its fakes, as somebody has them who embeds core in a program of modules. */
class ModulesIT {
  private static final Path TARGET = Path.of("..", "core", "target");

  @Test
  void shouldBeTwoModulesWithoutACommonPackage() throws IOException {
    ModuleDescriptor core = module("restart-monkey-core-[0-9.]+(-SNAPSHOT)?[.]jar");
    ModuleDescriptor fakes = module("restart-monkey-core-[0-9.]+(-SNAPSHOT)?-tests[.]jar");

    assertThat(core.name()).isEqualTo("io.restartmonkey.core");
    assertThat(fakes.name()).isEqualTo("io.restartmonkey.fakes");
    assertThat(fakes.packages())
        .isEqualTo(Set.of("io.restartmonkey.fake", "io.restartmonkey.fuzz"))
        .doesNotContainAnyElementsOf(core.packages());
  }

  private static ModuleDescriptor module(String name) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      Path jar =
          files
              .filter(file -> file.getFileName().toString().matches(name))
              .findFirst()
              .orElseThrow();
      return ModuleFinder.of(jar).findAll().stream()
          .map(ModuleReference::descriptor)
          .findFirst()
          .orElseThrow();
    }
  }
}
