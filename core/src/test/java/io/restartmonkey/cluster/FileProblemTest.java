package io.restartmonkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProblemTest {
  @TempDir Path folder;

  @Test
  void shouldSayThatAFileIsNotThere() {
    Path gone = folder.resolve("gone");

    assertThat(problem(() -> Files.readString(gone))).isEqualTo(gone + " does not exist");
  }

  @Test
  void shouldSayThatAFolderIsNone() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(problem(() -> Files.createDirectory(file))).isEqualTo(file + " is in the way");
    assertThat(problem(() -> Files.readString(file.resolve("x")))).contains("Not a directory");
  }

  @Test
  void shouldSayThatAFullDiskIsFull() {
    assertThat(problem(() -> Files.writeString(Path.of("/dev/full"), "text")))
        .contains("No space left on device; free some space");
    assertThat(
            problem(
                () -> {
                  try (FileChannel full =
                      FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                    full.write(StandardCharsets.UTF_8.encode("text"));
                  }
                }))
        .isEqualTo("No space left on device; free some space");
  }

  @Test
  void shouldGiveTheCureOfTheReason() {
    assertThat(FileProblem.of(new UncheckedIOException(new AccessDeniedException("/runs"))))
        .isEqualTo("permission denied for /runs; mend its rights");
    assertThat(FileProblem.of(new FileSystemException("/runs", null, "Read-only file system")))
        .isEqualTo("Read-only file system; choose another place, or mount it writable (/runs)");
  }

  @Test
  void shouldSayThatATextIsNone() throws IOException {
    Path file = Files.write(folder.resolve("latin1"), new byte[] {(byte) 0xe4});

    assertThat(problem(() -> Files.readString(file))).isEqualTo("it is not UTF-8");
  }

  private interface Deed {
    void perform() throws IOException;
  }

  private static String problem(Deed deed) {
    return FileProblem.of(catchThrowableOfType(IOException.class, deed::perform));
  }
}
