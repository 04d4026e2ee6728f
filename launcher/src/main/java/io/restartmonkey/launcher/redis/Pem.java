package io.restartmonkey.launcher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restartmonkey.launcher.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a PEM file.
 *
 * @param file its name, for messages
 * @param text what it holds
 * @param setting what names the file, for messages
 */
record Pem(String file, String text, String setting) {
  private static final Pattern CERTIFICATE = block("CERTIFICATE");
  private static final Pattern PRIVATE_KEY = block("PRIVATE KEY");

  /**
   * Its certificates, in its order.
   *
   * @throws ConfigException if there is none, or one cannot be read
   */
  List<X509Certificate> certificates() {
    List<X509Certificate> certificates =
        CERTIFICATE.matcher(text).results().map(block -> certificate(block.group())).toList();
    if (certificates.isEmpty()) {
      throw ConfigException.at(
          file,
          "holds no certificate in PEM: -----BEGIN CERTIFICATE-----; put one there, or correct "
              + setting);
    }
    return certificates;
  }

  /** Its certificates as the chain of its key. */
  Certificate[] chain() {
    return certificates().toArray(Certificate[]::new);
  }

  /**
   * Its private key.
   *
   * @throws ConfigException if there is none that can be used
   */
  PrivateKey key() {
    Matcher block = PRIVATE_KEY.matcher(text);
    if (!block.find()) {
      throw ConfigException.at(
          file,
          "holds no private key in PKCS #8: -----BEGIN PRIVATE KEY-----; make one of another kind with: openssl pkcs8 -topk8 -nodes; or correct "
              + setting);
    }
    String algorithm = certificates().get(0).getPublicKey().getAlgorithm();
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw ConfigException.at(
          file, "its private key is broken, or of another kind than its first certificate");
    }
  }

  private X509Certificate certificate(String block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.getBytes(UTF_8)));
    } catch (CertificateException e) {
      throw ConfigException.at(file, "a certificate in it is broken");
    }
  }

  private static Pattern block(String kind) {
    return Pattern.compile("-----BEGIN %1$s-----([^-]+)-----END %1$s-----".formatted(kind));
  }
}
