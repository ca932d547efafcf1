package org.bayesagg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.bayesagg.cli.certs.DevelopmentCertificates;
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
  private static final List<String> RESERVED =
      List.of(DevelopmentCertificates.AUTHORITY, DevelopmentCertificates.SERVER);

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
  public Integer call() throws IOException {
    if (days < 1) {
      throw wrong("--days " + days + ": at least 1");
    }
    for (String client : clients) {
      if (!client.matches(NAME) || RESERVED.contains(client)) {
        throw wrong("--client " + client + ": letters, digits, '.', '_' and '-'; not ca or server");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      new DevelopmentCertificates(hosts, clients, Duration.ofDays(days))
          .write(
              folder,
              file -> {
                out.println(file);
                out.flush();
              });
    } catch (FileAlreadyExistsException e) {
      throw wrong(e.getFile() + " is there already: remove it, or choose another --out");
    }
    return 0;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
