package org.bayesagg.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks a server's HTTP port, shown the same as its gRPC port. */
public final class MonitoringAccess {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private MonitoringAccess() {}

  /**
   * A client that trusts whom the endpoint trusts.
   *
   * @throws IOException if its file of authorities cannot be used
   */
  public static HttpClient client(Endpoint credentials) throws IOException {
    HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    if (credentials.tls() != null && credentials.tls().trustedCertificates() != null) {
      http.sslContext(trusting(credentials.tls().trustedCertificates()));
    }
    return http.build();
  }

  /** A request with the endpoint's token. */
  public static HttpRequest.Builder request(URI url, Endpoint credentials) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    return credentials.token() == null
        ? request
        : request.header("Authorization", "Bearer " + credentials.token());
  }

  private static SSLContext trusting(Path authorities) throws IOException {
    try (InputStream pem = Files.newInputStream(authorities)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(authorities + " holds no certificates that can be used", e);
    }
  }
}
