package io.restartmonkey.cluster;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;

/**
 * A server in one backend of one proxy.
 *
 * @param backend the backend's name, safe to print
 * @param server the server's name there, see {@link Syntax#serverName}
 * @param address where the proxy finds it, see {@link Syntax#address}
 * @param isBackup whether it gets requests only where no other server can take them
 * @param now what it gets
 * @param afterReload what it will get after a reload or a restart of the proxy
 */
@RecordBuilder
@RecordBuilder.Options(builderMode = BuilderMode.STAGED_REQUIRED_ONLY)
public record ProxiedServer(
    String backend,
    String server,
    String address,
    boolean isBackup,
    Traffic now,
    Traffic afterReload) {

  /** Whether requests may be sent to a server. */
  public enum Traffic {
    /** They may, as long as the proxy finds it well. */
    IN,
    /** They may not. */
    OUT,
    /** The proxy does not know it. */
    UNKNOWN
  }

  /** One that is no backup. */
  public ProxiedServer(
      String backend, String server, String address, Traffic now, Traffic afterReload) {
    this(backend, server, address, false, now, afterReload);
  }

  /**
   * @throws RecordRefusedException if any part is not strictly what it must be
   */
  public ProxiedServer {
    Syntax.backendName(backend);
    Syntax.serverName(server);
    address = Syntax.address(address);
  }
}
