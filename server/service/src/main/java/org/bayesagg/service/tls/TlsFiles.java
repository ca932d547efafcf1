package org.bayesagg.service.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where certificates are; all files are PEM.
 *
 * @param certificate the server's, its own first, then those above it
 * @param key its key, PKCS #8
 * @param clientAuthorities who signs clients' certificates; empty: clients have none
 * @param clientAuth whether a client without one may connect
 */
public record TlsFiles(
    Path certificate, Path key, Optional<Path> clientAuthorities, ClientAuth clientAuth) {

  /** Every file. */
  public List<Path> all() {
    List<Path> files = new ArrayList<>(List.of(certificate, key));
    clientAuthorities.ifPresent(files::add);
    return files;
  }
}
