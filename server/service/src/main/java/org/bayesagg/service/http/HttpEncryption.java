package org.bayesagg.service.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.bayesagg.service.tls.ServerTls;

/** An HTTP server that speaks TLS with the certificates of the gRPC port. */
final class HttpEncryption {
  private HttpEncryption() {}

  static HttpServer listen(InetSocketAddress address, int backlog, ServerTls tls)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, backlog);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context(tls)) {
          @Override
          public void configure(HttpsParameters connection) {
            SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
            parameters.setProtocols(new String[] {ServerTls.PROTOCOL});
            if (tls.clientTrust().isPresent()) {
              // Never required here: the probes of an orchestrator have no certificate.
              parameters.setWantClientAuth(true);
            }
            connection.setSSLParameters(parameters);
          }
        });
    return server;
  }

  private static SSLContext context(ServerTls tls) {
    try {
      SSLContext context = SSLContext.getInstance(ServerTls.PROTOCOL);
      context.init(
          new KeyManager[] {tls.keys()},
          tls.clientTrust().map(trust -> new TrustManager[] {trust}).orElse(null),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }
}
