package io.restartmonkey.launcher.redis;

import io.restartmonkey.cluster.FileProblem;
import io.restartmonkey.launcher.config.ConfigException;
import io.restartmonkey.launcher.config.Settings;
import io.restartmonkey.launcher.setting.RedisKeys;
import io.restartmonkey.launcher.setting.Setting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * TLS as the settings want it. The other side's certificate must come from an authority that is
 * trusted, be valid now, and be for the host that was asked for. Nothing turns that off.
 */
final class Tls {
  private static final String STORE = "PKCS12";

  /** Of stores that are in memory only; Java gives no key out of one without a password. */
  private static final char[] PASSWORD = {'-'};

  private Tls() {}

  /**
   * What Jedis needs for it.
   *
   * @throws ConfigException if a file of the settings cannot be used
   */
  static SslOptions of(Settings settings) {
    SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
    try {
      Optional<Pem> trusted = pem(settings, RedisKeys.CA_FILE);
      if (trusted.isPresent()) {
        options.trustStoreType(STORE).truststore(trusting(trusted.get()), PASSWORD);
      }
      Optional<Pem> ours = pem(settings, RedisKeys.CERTIFICATE_FILE);
      if (ours.isPresent()) {
        options.keyStoreType(STORE).keystore(showing(ours.get()), PASSWORD);
      }
      return options.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot keep certificates", e);
    }
  }

  private static SslOptions.Resource trusting(Pem pem)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    List<X509Certificate> certificates = pem.certificates();
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca" + i, certificates.get(i));
    }
    return resource(store);
  }

  private static SslOptions.Resource showing(Pem pem) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setKeyEntry("ours", pem.key(), PASSWORD, pem.chain());
    return resource(store);
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(STORE);
    store.load(null, null);
    return store;
  }

  private static SslOptions.Resource resource(KeyStore store)
      throws GeneralSecurityException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD);
    return () -> new ByteArrayInputStream(bytes.toByteArray());
  }

  private static Optional<Pem> pem(Settings settings, Setting<Optional<Path>> setting) {
    return settings.get(setting).map(file -> read(setting, file));
  }

  private static Pem read(Setting<?> setting, Path file) {
    try {
      return new Pem(file.toString(), Files.readString(file), setting.path());
    } catch (IOException e) {
      throw ConfigException.at(
          file.toString(), FileProblem.unreadable(file, e) + "; or correct " + setting.path());
    }
  }
}
