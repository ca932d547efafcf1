package org.bayesagg.client;

import java.nio.file.Path;

/**
 * An encrypted connection; all files are PEM.
 *
 * @param trustedCertificates authorities that the server's certificate is checked against; null:
 *     the JVM's
 * @param certificateChain the client's own certificate for mutual TLS; null: none
 * @param privateKey its key, PKCS #8; null: none
 */
public record TlsOptions(Path trustedCertificates, Path certificateChain, Path privateKey) {

  /** Checks that certificate and key come together. */
  public TlsOptions {
    if ((certificateChain == null) != (privateKey == null)) {
      throw new IllegalArgumentException(
          "mutual TLS needs both: certificateChain "
              + certificateChain
              + ", privateKey "
              + privateKey);
    }
  }

  /** Trusts what the JVM trusts. */
  public static TlsOptions system() {
    return new TlsOptions(null, null, null);
  }

  /** Trusts the authorities of a PEM file. */
  public static TlsOptions trusting(Path trustedCertificates) {
    return new TlsOptions(trustedCertificates, null, null);
  }
}
