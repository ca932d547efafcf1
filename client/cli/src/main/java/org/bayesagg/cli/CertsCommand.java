package org.bayesagg.cli;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bayesagg certs}. */
@Command(
    name = "certs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes an authority, a certificate of a server and certificates of clients, for development.",
      "The authority's key is thrown away: nobody can sign with it later. In production, use the"
          + " authority that you have.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  bayesagg certs --out certs --host gpu-box --client trainer-1",
      "  bayesagg serve --tls-certificate certs/server.pem --tls-key certs/server.key \\",
      "      --tls-client-ca certs/ca.pem",
      "  bayesagg ping --tls-ca certs/ca.pem --tls-cert certs/trainer-1.pem \\",
      "      --tls-cert-key certs/trainer-1.key"
    })
final class CertsCommand implements Callable<Integer> {
  private static final String NAME = "[A-Za-z0-9._-]+";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "certs",
      description = "Folder to write to (default: ${DEFAULT-VALUE}); nothing there is replaced.")
  private Path folder;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "Name or address by which clients reach the server, beside localhost, 127.0.0.1 and ::1;"
              + " may be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--client",
      paramLabel = "NAME",
      description =
          "A client that gets a certificate, which an access file means by CN=NAME; may be"
              + " repeated.")
  private List<String> clients = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "90",
      description = "How long all of them are valid (default: ${DEFAULT-VALUE}).")
  private int days;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (days < 1) {
      throw wrong("--days " + days + ": at least 1");
    }
    for (String client : clients) {
      if (!client.matches(NAME) || client.equals("ca") || client.equals("server")) {
        throw wrong("--client " + client + ": letters, digits, '.', '_' and '-'; not ca or server");
      }
    }
    X509Bundle authority =
        begin("BayesAgg development authority").setIsCertificateAuthority(true).buildSelfSigned();
    Files.createDirectories(folder);
    write("ca.pem", authority.getCertificatePEM(), "rw-r--r--");
    CertificateBuilder server = begin("bayesagg").addExtendedKeyUsageServerAuth();
    server.addSanDnsName("localhost").addSanIpAddress("127.0.0.1").addSanIpAddress("::1");
    for (String host : hosts) {
      if (host.matches("[0-9.]+|.*:.*")) {
        server.addSanIpAddress(host);
      } else {
        server.addSanDnsName(host);
      }
    }
    write("server", server.buildIssuedBy(authority));
    for (String client : clients) {
      write(client, begin(client).addExtendedKeyUsageClientAuth().buildIssuedBy(authority));
    }
    return 0;
  }

  private CertificateBuilder begin(String name) {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        // A client's clock may be behind.
        .notBefore(now.minus(Duration.ofMinutes(5)))
        .notAfter(now.plus(Duration.ofDays(days)));
  }

  private void write(String name, X509Bundle bundle) throws IOException {
    write(name + ".pem", bundle.getCertificatePathPEM(), "rw-r--r--");
    write(name + ".key", bundle.getPrivateKeyPEM(), "rw-------");
  }

  private void write(String name, String pem, String permissions) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      throw wrong(file + " is there already: remove it, or choose another --out");
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    }
    Files.writeString(file, pem);
    PrintWriter out = spec.commandLine().getOut();
    out.println(file);
    out.flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
