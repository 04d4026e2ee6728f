package io.restartmonkey.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restartmonkey.fake.Servers;
import io.restartmonkey.inventory.InventoryTemplate;
import io.restartmonkey.inventory.TemplateException;
import io.restartmonkey.plan.Play;
import io.restartmonkey.plan.PlaybookException;
import io.restartmonkey.plan.PlaybookReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated anchors, aliases and merge keys mean to us what they mean to the Ansible here. */
class MergeKeysIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FILES = 120;

  @TempDir Path folder;

  static LongStream seeds() {
    long fresh = System.nanoTime();
    System.out.println("MergeKeysIT: fresh seed " + fresh);
    return LongStream.of(1, 2, 5300073966966L, fresh);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadPlaybooksAsAnsibleDoes(long seed) throws Exception {
    Map<String, Object> ours = new LinkedHashMap<>();
    Files.writeString(folder.resolve("inner.yml"), "- {name: inner, hosts: in, tags: in}\n");
    for (int i = 0; i < FILES; i++) {
      Path file = folder.resolve("p%d.yaml".formatted(i));
      Files.writeString(file, new MergedYaml(new Random(seed * FILES + i)).playbook());
      ours.put(String.valueOf(file.getFileName()), read(file));
    }

    assertSame(seed, ours);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldWriteInventoriesThatMeanWhatTheirTemplatesMean(long seed) throws Exception {
    Map<String, JsonNode> written = new LinkedHashMap<>();
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      Path template = folder.resolve("t%d.inventory.yaml".formatted(i));
      Files.writeString(template, new MergedYaml(new Random(seed * FILES + i)).template());
      Path inventory = folder.resolve("w%d.inventory.yaml".formatted(i));
      try {
        InventoryTemplate.read(template).fill(Servers.example().registered()).write(inventory);
        assertThat(inventory).content().as("seed %d", seed).doesNotContain("<<:");
      } catch (TemplateException e) {
        refused++;
      }
    }
    JsonNode theirs = theirs();
    for (int i = 0; i < FILES; i++) {
      String name = "w%d.inventory.yaml".formatted(i);
      if (Files.exists(folder.resolve(name))) {
        assertThat(theirs.get(name))
            .as(
                "seed %d: %s",
                seed, Files.readString(folder.resolve("t%d.inventory.yaml".formatted(i))))
            .isEqualTo(theirs.get("t%d.inventory.yaml".formatted(i)));
        written.put(name, theirs.get(name));
      }
    }
    assertThat(written).as("seed %d", seed).hasSizeGreaterThan(FILES / 2);
    assertThat(refused).isLessThan(FILES / 2);
  }

  private static Object read(Path file) {
    try {
      List<Object> plays = new ArrayList<>();
      for (Play play : PlaybookReader.read(file).plays()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", play.name());
        one.put("hosts", play.hosts());
        one.put("tags", new TreeSet<>(play.tags()));
        one.put("run_after", play.runAfter().orElse(null));
        plays.add(one);
      }
      return plays;
    } catch (PlaybookException e) {
      return JSON.nullNode();
    }
  }

  private void assertSame(long seed, Map<String, Object> ours) throws Exception {
    JsonNode theirs = theirs();
    int read = 0;
    for (Map.Entry<String, Object> file : ours.entrySet()) {
      JsonNode wanted = theirs.path(file.getKey());
      if (!wanted.isNull()) { // What Ansible refuses, it is asked about before it is run.
        JsonNode mine = JSON.valueToTree(file.getValue());
        assertThat(mine)
            .as("seed %d: %s", seed, Files.readString(folder.resolve(file.getKey())))
            .isEqualTo(wanted);
        read++;
      }
    }
    assertThat(read).as("seed %d", seed).isGreaterThan(FILES / 3);
  }

  /** What Ansible makes of the files, all at once. */
  private JsonNode theirs() throws IOException, InterruptedException {
    String script =
        Path.of(Objects.requireNonNull(getClass().getResource("read_yaml.py")).getPath())
            .toString();
    List<String> words =
        new ArrayList<>(Shebang.of(AnsibleSettings.defaults().locate()).orElseThrow());
    words.addAll(List.of(script, folder.toString()));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return JSON.readTree(out.toFile());
  }
}
