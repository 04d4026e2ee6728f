package io.restartmonkey.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.restartmonkey.launcher.setting.ContentKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrentFolderTest {
  private static final int SOMEBODY = 65534;

  @TempDir Path temporary;
  private Path folder;
  private Path file;
  private int user;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
    file = Files.writeString(folder.resolve("restart-monkey.yaml"), "cluster: a\n");
    user = (int) Files.getAttribute(file, "unix:uid");
    mode(folder, "755");
    mode(file, "644");
  }

  @ParameterizedTest
  @CsvSource({"755, 644", "700, 600", "555, 444", "1755, 755"})
  void shouldTakeAConfigurationThatNobodyElseCanWrite(String ofFolder, String ofFile)
      throws IOException {
    mode(folder, ofFolder);
    mode(file, ofFile);

    assertThat(configuration()).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "755, 664, F",
    "755, 646, F",
    "775, 644, D",
    "757, 644, D",
    "777, 644, D",
    "1775, 644, D",
    "777, 666, D F"
  })
  void shouldRefuseAConfigurationThatOthersCanWrite(String ofFolder, String ofFile, String open)
      throws IOException {
    mode(folder, ofFolder);
    mode(file, ofFile);
    String places = open.replace("D", folder.toString()).replace("F", file.toString());

    assertRefused("others can write to it: chmod go-w " + places + ", or name it with --config");
  }

  @Test
  void shouldRefuseAConfigurationInAFolderForEverybody() throws IOException {
    mode(folder, "1777");

    assertRefused(
        "everybody can write to "
            + folder
            + "; move it to a folder of your own, or name it with --config");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 65534", "65534, 0", "65534, 65534"})
  void shouldTakeWhatIsOursOrRoots(int ofFolder, int ofFile) throws IOException {
    own(folder, ofFolder);
    own(file, ofFile);
    user = SOMEBODY;

    assertThat(configuration()).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({"0, 65534, 0", "65534, 0, 0", "65534, 65534, 0", "0, 65534, 65533"})
  void shouldRefuseWhatBelongsToAnother(int ofFolder, int ofFile, int us) throws IOException {
    own(folder, ofFolder);
    own(file, ofFile);
    user = us;
    mode(folder, "1777");

    assertRefused(
        "%s belongs to %s; if you trust it, name it with --config"
            .formatted(
                ofFolder == 0 ? file : folder, Files.getOwner(ofFolder == 0 ? file : folder)));
  }

  @Test
  void shouldLookAtWhatALinkLeadsTo() throws IOException {
    Path other = Files.createDirectory(temporary.toRealPath().resolve("other"));
    Path target = Files.move(file, other.resolve("any.yaml"));
    Files.createSymbolicLink(file, target);
    mode(other, "755");
    assertThat(configuration()).isEqualTo(file);

    mode(other, "1777");
    assertRefused("everybody can write to " + other + ";");

    mode(other, "755");
    mode(target, "666");
    assertRefused("chmod go-w " + target + ",");
  }

  @Test
  void shouldFindNoConfigurationWhereNoneIs() throws IOException {
    Files.delete(file);
    mode(folder, "1777");

    assertThat(new CurrentFolder(folder, user).configuration()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"700", "755", "775", "1775"})
  void shouldTakeDefaultsFromAFolderThatNotEverybodyCanWrite(String ofFolder) throws IOException {
    mode(folder, ofFolder);

    new CurrentFolder(folder, user).refuseDefault(ContentKeys.PLAYBOOKS);
  }

  @ParameterizedTest
  @CsvSource({"777", "1777", "757", "702"})
  void shouldRefuseDefaultsFromAFolderThatEverybodyCanWrite(String ofFolder) throws IOException {
    mode(folder, ofFolder);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> new CurrentFolder(folder, user).refuseDefault(ContentKeys.PLAYBOOKS))
        .withMessage(
            "content.playbooks: not taken from %s, as everybody can write there; set it, as in --set content.playbooks=%s/playbooks"
                .formatted(folder, folder));
  }

  private Path configuration() {
    return new CurrentFolder(folder, user).configuration().orElseThrow();
  }

  private void assertRefused(String why) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::configuration)
        .withMessageStartingWith(file + ": not taken, as ")
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.isFlag()).isFalse());
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8));
  }

  private static void own(Path path, int owner) throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
    Files.setAttribute(path, "unix:uid", owner);
  }
}
