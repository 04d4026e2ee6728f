package io.restartmonkey.launcher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.restartmonkey.launcher.command.Program;
import io.restartmonkey.redis.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real redis-server that speaks TLS; what the program says, and its exit code. */
class TlsIT {
  private static final String HERE = "IP:127.0.0.1";

  @TempDir Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private Certificates certificates;
  private final List<RedisServer> sentinels = new ArrayList<>();
  private RedisServer server;
  private String said = "";

  @BeforeEach
  void authority() throws Exception {
    certificates = new Certificates(folder);
    environment.put("RESTART_MONKEY_REDIS_CA_FILE", certificates.ca());
    server = new RedisServer(folder); // Until a test starts another one.
    server.awaitUp();
  }

  @AfterEach
  void stop() {
    sentinels.forEach(RedisServer::close);
    server.close();
  }

  @Test
  void shouldReadFromARedisThatThePrivateAuthorityVouchesFor() throws Exception {
    serve(certificates.certificate("good", HERE, 2), false);

    assertThat(snapshot()).as(said).isZero();
  }

  @Test
  void shouldRefuseAnAuthorityThatIsNotTheOneOfTheSetting() throws Exception {
    serve(certificates.certificate("good", HERE, 2), false);
    environment.put("RESTART_MONKEY_REDIS_CA_FILE", new Certificates(folder).ca());

    assertUnreachable("its certificate comes from no authority that is trusted here");
  }

  @Test
  void shouldTrustNoPrivateAuthorityByItself() throws Exception {
    serve(certificates.certificate("good", HERE, 2), false);
    environment.remove("RESTART_MONKEY_REDIS_CA_FILE");

    assertUnreachable("its certificate comes from no authority that is trusted here");
  }

  @Test
  void shouldRefuseACertificateForAnotherHost() throws Exception {
    serve(certificates.certificate("other", "IP:127.0.0.2,DNS:redis.example", 2), false);

    assertUnreachable("its certificate is for another host");
  }

  @Test
  void shouldRefuseACertificateThatHasExpired() throws Exception {
    serve(certificates.certificate("old", HERE, -1), false);

    assertUnreachable("its certificate is not valid now");
  }

  @Test
  void shouldSayThatRedisSpeaksNoTls() {
    environment.put("RESTART_MONKEY_REDIS_URI", "rediss://127.0.0.1:" + server.port());

    assertUnreachable("whether it speaks TLS as redis.uri says");
  }

  @Test
  void shouldSayThatRedisSpeaksTlsOnly() throws Exception {
    serve(certificates.certificate("good", HERE, 2), false);
    environment.remove("RESTART_MONKEY_REDIS_CA_FILE");
    environment.put("RESTART_MONKEY_REDIS_URI", "redis://127.0.0.1:" + server.port());

    assertUnreachable("whether it speaks TLS as redis.uri says");
  }

  @Test
  void shouldShowItsOwnCertificateWhereOneIsWanted() throws Exception {
    serve(certificates.certificate("good", HERE, 2), true);
    assertUnreachable("whether it wants redis.certificate_file");

    environment.put(
        "RESTART_MONKEY_REDIS_CERTIFICATE_FILE", certificates.certificate("us", "DNS:us", 2));
    assertThat(snapshot()).as(said).isZero();
  }

  @Test
  void shouldVerifySentinelAndMasterAlike() throws Exception {
    String good = certificates.certificate("good", HERE, 2);
    serve(good, false);
    sentinel(good);
    assertThat(snapshot()).as(said).isZero();

    sentinel(certificates.certificate("other", "IP:127.0.0.2", 2));
    assertUnreachable("its certificate is for another host");
  }

  @Test
  void shouldVerifyTheNodesOfACluster() throws Exception {
    List<String> options =
        List.of(
            "--cluster-enabled",
            "yes",
            "--cluster-announce-ip",
            "127.0.0.1",
            "--cluster-port",
            Integer.toString(RedisServer.freePort()),
            "--tls-cluster",
            "yes");
    serve(certificates.certificate("good", HERE, 2), false, options);
    Process slots =
        new ProcessBuilder(
                "redis-cli",
                "--tls",
                "--cacert",
                certificates.ca(),
                "-p",
                Integer.toString(server.port()),
                "cluster",
                "addslotsrange",
                "0",
                "16383")
            .start();
    assertThat(slots.waitFor()).isZero();
    environment.put("RESTART_MONKEY_REDIS_URI", "rediss-cluster://127.0.0.1:" + server.port());
    Awaitility.await().until(() -> snapshot() == 0);

    environment.put("RESTART_MONKEY_REDIS_URI", "rediss-cluster://localhost:" + server.port());
    assertUnreachable("its certificate is for another host");
  }

  @Test
  void shouldRefuseFilesThatItCannotUse() throws Exception {
    environment.put("RESTART_MONKEY_REDIS_URI", "rediss://127.0.0.1:" + server.port());
    String empty = Files.writeString(folder.resolve("empty.pem"), "").toString();
    String bare = Files.copy(Path.of(certificates.ca()), folder.resolve("bare.pem")).toString();
    environment.put("RESTART_MONKEY_REDIS_CA_FILE", empty);
    assertConfiguration(empty + ": holds no certificate in PEM");
    assertConfiguration("put one there, or correct redis.ca_file");
    environment.put("RESTART_MONKEY_REDIS_CA_FILE", folder + "/gone.pem");
    assertConfiguration("gone.pem: does not exist");
    environment.put("RESTART_MONKEY_REDIS_CA_FILE", certificates.ca());
    environment.put("RESTART_MONKEY_REDIS_CERTIFICATE_FILE", bare);
    assertConfiguration(bare + ": holds no private key in PKCS #8");
    assertConfiguration("or correct redis.certificate_file");
  }

  @Test
  void shouldRefuseSettingsThatContradictEachOther() {
    environment.put("RESTART_MONKEY_REDIS_URI", "redis://127.0.0.1:" + server.port());
    assertConfiguration(
        "environment RESTART_MONKEY_REDIS_CA_FILE: redis.ca_file is set, but redis.uri has no TLS; write rediss");
    environment.put("RESTART_MONKEY_REDIS_URI", "rediss://127.0.0.1:" + server.port());
    environment.put("RESTART_MONKEY_REDIS_SENTINEL_PASSWORD_FILE", "x");
    assertConfiguration("redis.sentinel_password_file is set, but redis.uri has no Sentinels");
  }

  private void serve(String certificate, boolean wantsOurs) throws Exception {
    serve(certificate, wantsOurs, List.of());
  }

  private void serve(String certificate, boolean wantsOurs, List<String> more) throws Exception {
    server.close();
    List<String> options = new ArrayList<>(certificates.options(certificate, wantsOurs));
    options.addAll(more);
    server = RedisServer.withTls(folder, options.toArray(String[]::new));
    environment.put("RESTART_MONKEY_REDIS_URI", "rediss://127.0.0.1:" + server.port());
    Awaitility.await().until(() -> !isRefused());
  }

  private boolean isRefused() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  private void assertUnreachable(String message) {
    assertThat(snapshot()).as(said).isEqualTo(4);
    assertThat(said.lines()).hasSize(1);
    assertThat(said).contains("cannot read cluster 'demo' from Redis: ").contains(message);
  }

  private void assertConfiguration(String message) {
    assertThat(snapshot()).as(said).isEqualTo(3);
    assertThat(said.lines()).hasSize(1);
    assertThat(said).contains(message);
  }

  private int snapshot() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    int code =
        new Program(out, new PrintStream(err, true, StandardCharsets.UTF_8), environment)
            .run("snapshot");
    said = err.toString(StandardCharsets.UTF_8);
    return code;
  }

  private void sentinel(String certificate) throws Exception {
    sentinels.forEach(RedisServer::close);
    RedisServer sentinel =
        RedisServer.sentinel(
            folder,
            List.of(
                "tls-replication yes",
                "tls-cert-file " + certificate,
                "tls-key-file " + certificate,
                "tls-ca-cert-file " + certificates.ca(),
                "tls-auth-clients no",
                "sentinel monitor main 127.0.0.1 %d 1".formatted(server.port())));
    sentinels.add(sentinel);
    String uri = "rediss-sentinel://127.0.0.1:%d#main".formatted(sentinel.port());
    environment.put("RESTART_MONKEY_REDIS_URI", uri);
    Awaitility.await().until(() -> snapshot() == 0 || !said.contains("refused"));
  }
}
