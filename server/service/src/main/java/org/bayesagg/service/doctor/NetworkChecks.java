package org.bayesagg.service.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bayesagg.service.access.Accesses;
import org.bayesagg.service.config.Listening;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.reload.UnusableFileException;
import org.bayesagg.service.tls.ServerTls;
import org.bayesagg.service.tls.TlsFiles;

/** Ports, certificates and who is let in. */
final class NetworkChecks {
  private static final Duration SOON = Duration.ofDays(14);

  private NetworkChecks() {}

  static List<Finding> ports(Listening listening) {
    return List.of(
        port("gRPC", "port", listening.host(), listening.port()),
        port("HTTP", "http-port", listening.httpHost(), listening.httpPort()));
  }

  private static Finding port(String what, String setting, String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return Finding.well(what, host + ":" + port + " is free");
    } catch (IOException e) {
      return Finding.wrong(
          what,
          host + ":" + port + ": " + e.getMessage(),
          "ss -ltnp 'sport = :" + port + "' tells who has it; --" + setting + " takes another");
    }
  }

  static List<Finding> certificates(ServerConfig config) {
    if (config.tls().isEmpty()) {
      return List.of(
          config.insecure()
              ? Finding.doubtful(
                  "TLS",
                  "none, and --insecure: everybody on the way can read",
                  "bayesagg certs makes certificates for development; then --tls-certificate and"
                      + " --tls-key")
              : Finding.well("TLS", "none: only programs of this machine can connect"));
    }
    TlsFiles files = config.tls().get();
    ServerTls tls;
    try {
      tls = new ServerTls(files, () -> {});
    } catch (UnusableFileException e) {
      return List.of(
          Finding.wrong(
              "TLS", e.getMessage(), "openssl x509 -in " + files.certificate() + " -text"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(end("certificate", tls.validity().server()));
    if (tls.validity().clientAuthority() != null) {
      findings.add(end("client authority", tls.validity().clientAuthority()));
    }
    secret("key", files.key(), findings);
    return findings;
  }

  private static Finding end(String what, Instant end) {
    Duration left = Duration.between(Instant.now(), end);
    String found = "valid until " + end;
    if (left.isNegative()) {
      return Finding.wrong(what, found, "renew it: a server that runs reads it again by itself");
    }
    return left.compareTo(SOON) < 0
        ? Finding.doubtful(what, found, "renew it within " + left.toDays() + " days")
        : Finding.well(what, found);
  }

  static List<Finding> access(ServerConfig config) {
    List<Finding> findings = new ArrayList<>();
    if (config.accessFile().isPresent()) {
      Path file = config.accessFile().get();
      try {
        var unused = Accesses.of(file, () -> {});
        findings.add(Finding.well("access", "those whom " + file + " names"));
      } catch (UnusableFileException e) {
        findings.add(Finding.wrong("access", e.getMessage(), "mend it: bayesagg token --help"));
      }
    } else if (config.tls().isPresent() && config.tls().get().clientAuthorities().isPresent()) {
      findings.add(
          Finding.well("access", "whoever has a certificate of the client authority, everything"));
    } else {
      boolean local = config.tls().isEmpty() && !config.insecure();
      String found = "everybody who can connect, everything";
      findings.add(
          local
              ? Finding.well("access", found)
              : Finding.doubtful(
                  "access", found, "--access-file; bayesagg token makes its entries"));
    }
    return findings;
  }

  /** A secret that others may read is none. */
  private static void secret(String what, Path file, List<Finding> findings) {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
      if (allowed.contains(PosixFilePermission.OTHERS_READ)) {
        findings.add(
            Finding.doubtful(what, file + " can be read by everybody", "chmod 600 " + file));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Where there are no such permissions there is nothing to say of them.
      return;
    }
  }
}
