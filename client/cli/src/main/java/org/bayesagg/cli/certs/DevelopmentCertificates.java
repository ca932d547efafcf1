package org.bayesagg.cli.certs;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * An authority whose key is thrown away, a certificate of a server that it has signed, and those of
 * clients.
 *
 * @param hosts by which the server is reached, beside localhost, 127.0.0.1 and ::1
 * @param clients by name
 * @param valid for how long
 */
public record DevelopmentCertificates(List<String> hosts, List<String> clients, Duration valid) {
  /** The authority's certificate. */
  public static final String AUTHORITY = "ca";

  /** The server's, and its key. */
  public static final String SERVER = "server";

  /**
   * Writes NAME.pem and NAME.key for the server and each client, and the authority's ca.pem.
   *
   * @param folder made if missing
   * @param written told of each file
   * @throws FileAlreadyExistsException naming what is there already; it is not replaced
   */
  public void write(Path folder, Consumer<Path> written) throws IOException {
    try {
      X509Bundle authority =
          begin("BayesAgg development authority").setIsCertificateAuthority(true).buildSelfSigned();
      Files.createDirectories(folder);
      write(folder.resolve(AUTHORITY + ".pem"), authority.getCertificatePEM(), false, written);
      write(folder, SERVER, server().buildIssuedBy(authority), written);
      for (String client : clients) {
        X509Bundle own = begin(client).addExtendedKeyUsageClientAuth().buildIssuedBy(authority);
        write(folder, client, own, written);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("this Java cannot make certificates", e);
    }
  }

  private CertificateBuilder server() {
    CertificateBuilder server = begin("bayesagg").addExtendedKeyUsageServerAuth();
    server.addSanDnsName("localhost").addSanIpAddress("127.0.0.1").addSanIpAddress("::1");
    for (String host : hosts) {
      if (host.matches("[0-9.]+|.*:.*")) {
        server.addSanIpAddress(host);
      } else {
        server.addSanDnsName(host);
      }
    }
    return server;
  }

  private CertificateBuilder begin(String name) {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        // A client's clock may be behind.
        .notBefore(now.minus(Duration.ofMinutes(5)))
        .notAfter(now.plus(valid));
  }

  private static void write(Path folder, String name, X509Bundle bundle, Consumer<Path> written)
      throws IOException {
    write(folder.resolve(name + ".pem"), bundle.getCertificatePathPEM(), false, written);
    write(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM(), true, written);
  }

  private static void write(Path file, String pem, boolean secret, Consumer<Path> written)
      throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      String permissions = secret ? "rw-------" : "rw-r--r--";
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    } else {
      Files.createFile(file);
    }
    Files.writeString(file, pem);
    written.accept(file);
  }
}
