package io.restartmonkey.launcher.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates of an authority of our own, made by openssl. */
final class Certificates {
  private static final List<String> KEY =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes");

  private final Path folder;

  /** Makes the authority, and keeps everything in this folder. */
  Certificates(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createTempDirectory(folder, "ca");
    List<String> words =
        new ArrayList<>(List.of("req", "-x509", "-subj", "/CN=ours", "-days", "2"));
    words.addAll(KEY);
    words.addAll(List.of("-keyout", path("ca.key"), "-out", path("ca.pem")));
    openssl(words);
  }

  /** The authority's own certificate. */
  String ca() {
    return path("ca.pem");
  }

  /**
   * A certificate with its key in the same file.
   *
   * @param san who it is for, such as {@code IP:127.0.0.1}
   * @param days how long it is valid from now on; it has expired if that is negative
   */
  String certificate(String name, String san, int days) throws IOException, InterruptedException {
    List<String> request = new ArrayList<>(List.of("req", "-subj", "/CN=" + name));
    request.addAll(KEY);
    request.addAll(List.of("-keyout", path(name + ".key"), "-out", path(name + ".csr")));
    openssl(request);
    Path extensions = Files.writeString(Path.of(path(name + ".ext")), "subjectAltName=" + san);
    openssl(
        List.of(
            "x509",
            "-req",
            "-in",
            path(name + ".csr"),
            "-CA",
            ca(),
            "-CAkey",
            path("ca.key"),
            "-CAcreateserial",
            "-days",
            Integer.toString(days),
            "-extfile",
            extensions.toString(),
            "-out",
            path(name + ".crt")));
    String both =
        Files.readString(Path.of(path(name + ".crt")))
            + Files.readString(Path.of(path(name + ".key")));
    return Files.writeString(Path.of(path(name + ".pem")), both).toString();
  }

  /** What redis-server needs to serve with this certificate. */
  List<String> options(String certificate, boolean wantsOurs) {
    return List.of(
        "--tls-cert-file",
        certificate,
        "--tls-key-file",
        certificate,
        "--tls-ca-cert-file",
        ca(),
        "--tls-auth-clients",
        wantsOurs ? "yes" : "no");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void openssl(List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(words);
    Path log = folder.resolve("openssl.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(log));
    }
  }
}
