package org.bayesagg.service;

import java.nio.file.Path;
import java.util.Optional;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.access.Accesses;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.metrics.FileMetrics;
import org.bayesagg.service.reload.Reloading;
import org.bayesagg.service.tls.ServerTls;

/** Who is let in, and by which certificates: what is read from files, and read again. */
final class Doorkeeper {
  private final Optional<ServerTls> tls;
  private final Optional<Path> file;
  private final Optional<Reloading<Access>> list;

  /**
   * Reads the files.
   *
   * @throws org.bayesagg.service.reload.UnusableFileException if one of them cannot be used
   */
  Doorkeeper(ServerConfig config, FileMetrics metrics) {
    tls = config.tls().map(files -> new ServerTls(files, metrics.failuresOf("certificate")));
    tls.ifPresent(certificates -> metrics.watch(certificates::validity));
    file = config.accessFile();
    list = file.map(yaml -> Accesses.of(yaml, metrics.failuresOf("access")));
  }

  /** Certificates of both ports; empty: plaintext. */
  Optional<ServerTls> tls() {
    return tls;
  }

  /** Who may do what, by what was read last. */
  Access access() {
    if (list.isPresent()) {
      return list.get().current();
    }
    boolean certified = tls.isPresent() && tls.get().clientTrust().isPresent();
    return certified ? Access.CERTIFIED : Access.OPEN;
  }

  /** Looks whether the files have changed; to be called now and then. */
  void check() {
    tls.ifPresent(ServerTls::check);
    list.ifPresent(Reloading::check);
  }

  /** What the HTTP port speaks. */
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  /** Who is let in, in one line. */
  String describe() {
    String who =
        file.isPresent()
            ? "those whom " + file.get() + " names"
            : access() == Access.CERTIFIED
                ? "whoever has a client certificate, to do everything"
                : "everybody, to do everything";
    return String.format("%s; lets in %s", tls.isPresent() ? "TLS 1.3" : "No encryption", who);
  }
}
