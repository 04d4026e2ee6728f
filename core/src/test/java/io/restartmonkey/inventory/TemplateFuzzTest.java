package io.restartmonkey.inventory;

import io.restartmonkey.fake.Servers;
import io.restartmonkey.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TemplateFuzzTest {
  private static final String TEMPLATE =
      """
      all:
        vars: &v
          ansible_user: ops
          secret: !vault |
            $ANSIBLE_VAULT;1.1;AES256
          rendered: "{{ ansible_user }}"
        children:
          web:
            children:
              app: {hosts: {}}
              canary:
                hosts: {}
                vars: *v
          redis:
            hosts:
          surge:
            children:
              app:
      """;

  @TempDir Path folder;

  @Test
  void shouldFillInOrRefuseAnyTemplate() throws IOException {
    Path file = folder.resolve("template.yaml");
    Fuzz.of(
            input -> {
              InventoryTemplate template = InventoryTemplate.read(Files.write(file, input));
              Inventory inventory = template.fill(Servers.example().registered());
              Files.writeString(file, inventory.toYaml());
              inventory.named("web");
              return List.copyOf(template.groups());
            },
            TemplateException.class)
        .check(Path.of("src/test/resources/hostile/template"), TEMPLATE);
  }
}
