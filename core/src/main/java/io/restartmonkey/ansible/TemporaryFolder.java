package io.restartmonkey.ansible;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.restartmonkey.playbook.AnsibleUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder of its own, for this user alone, that is gone when it is closed. */
final class TemporaryFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

  private final Path path;

  /**
   * Makes it.
   *
   * @throws AnsibleUnavailableException if that cannot be done
   */
  TemporaryFolder() {
    try {
      path = Files.createTempDirectory("restart-monkey-").toRealPath();
    } catch (IOException e) {
      throw new AnsibleUnavailableException("no temporary folder can be made: " + e);
    }
  }

  /** Where it is; absolute, without links. */
  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      LOG.debug("{} is left behind", path, e);
    }
  }
}
