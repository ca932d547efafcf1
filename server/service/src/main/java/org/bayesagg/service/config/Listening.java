package org.bayesagg.service.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the server listens.
 *
 * @param host of gRPC
 * @param port of gRPC, 0 for any
 * @param httpHost of metrics, probes and the live page
 * @param httpPort the same, 0 for any
 * @param portFile where the chosen ports are written
 */
public record Listening(
    String host, int port, String httpHost, int httpPort, Optional<Path> portFile) {

  /** Checks that there are addresses, and two ports. */
  public Listening {
    if (host.isBlank()) {
      throw new InvalidSettingException(Setting.HOST, "nothing", "an address");
    }
    if (httpHost.isBlank()) {
      throw new InvalidSettingException(Setting.HTTP_HOST, "nothing", "an address");
    }
    if (port != 0 && port == httpPort) {
      throw new InvalidSettingException(
          Setting.HTTP_PORT, String.valueOf(httpPort), "another port than that of gRPC");
    }
  }

  /** Refuses what others on the network could read. */
  void requireLoopback() {
    requireLoopback(Setting.HOST, host);
    requireLoopback(Setting.HTTP_HOST, httpHost);
  }

  /** Whether HTTP is for programs of this machine alone. */
  public boolean httpIsLocal() {
    return isLoopback(httpHost);
  }

  private static void requireLoopback(Setting setting, String host) {
    if (!isLoopback(host)) {
      throw new InvalidSettingException(
          setting,
          host,
          "a loopback address, " + Setting.TLS_CERTIFICATE.flag() + ", or --insecure said aloud");
    }
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Listening on it will fail, and say so.
      return false;
    }
  }
}
