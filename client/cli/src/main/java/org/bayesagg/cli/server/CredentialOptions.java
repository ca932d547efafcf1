package org.bayesagg.cli.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bayesagg.client.TlsOptions;
import picocli.CommandLine.Option;

/** What a server is shown: the same options for every command that calls one. */
public final class CredentialOptions {
  @Option(
      names = "--tls",
      defaultValue = "${env:BAYESAGG_TLS:-false}",
      description = "Encrypt, trusting the authorities that Java trusts; $BAYESAGG_TLS.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:BAYESAGG_TLS_CA}",
      description = "Encrypt, trusting the authorities of this PEM file; $BAYESAGG_TLS_CA.")
  private Path authorities;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:BAYESAGG_TLS_CERT}",
      description = "PEM file of a certificate of one's own; $BAYESAGG_TLS_CERT.")
  private Path certificate;

  @Option(
      names = "--tls-cert-key",
      paramLabel = "FILE",
      defaultValue = "${env:BAYESAGG_TLS_CERT_KEY}",
      description = "PEM file of its key, PKCS #8; $BAYESAGG_TLS_CERT_KEY.")
  private Path key;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:BAYESAGG_TOKEN_FILE}",
      description =
          "File of a bearer token; $BAYESAGG_TOKEN_FILE. Or the token itself in $BAYESAGG_TOKEN.")
  private Path tokenFile;

  // Never a flag: other users of a machine see those.
  @Option(names = "--token-from-environment", hidden = true, defaultValue = "${env:BAYESAGG_TOKEN}")
  private String token;

  /** For picocli. */
  public CredentialOptions() {}

  /** That server, shown what the options say. */
  public Endpoint endpoint(String target) {
    boolean encrypted = tls || authorities != null || certificate != null;
    return new Endpoint(
        target, encrypted ? new TlsOptions(authorities, certificate, key) : null, token());
  }

  private String token() {
    if (tokenFile == null) {
      return token;
    }
    try {
      return Files.readString(tokenFile).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
