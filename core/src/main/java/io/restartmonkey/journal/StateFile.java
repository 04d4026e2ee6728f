package io.restartmonkey.journal;

import io.restartmonkey.cluster.ClusterSnapshot;
import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.run.ClusterUnreachableException;
import io.restartmonkey.spi.ClusterSource;
import io.restartmonkey.term.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A cluster's state from a file, for planning without Redis.
 *
 * @param file the JSON of {@link SnapshotJson}; {@code -} is standard input
 */
public record StateFile(Path file) implements ClusterSource {

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public ClusterSnapshot read() {
    try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(OwnFile.MAX_BYTES + 1);
      if (bytes.length > OwnFile.MAX_BYTES) {
        throw new IOException("it is larger than " + (OwnFile.MAX_BYTES >> 20) + " MiB");
      }
      return SnapshotJson.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ClusterUnreachableException(
          "state file " + file + " " + FileProblem.unreadable(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new ClusterUnreachableException(
          "state file %s is not a snapshot: %s; make one with: %s"
              .formatted(file, e.getMessage(), Command.MAKE_SNAPSHOT.with()),
          e);
    }
  }
}
