package org.bayesagg.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bayesagg.cli.server.Endpoint;

/** The events of a server's live page. Not thread-safe. */
final class LiveEvents implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InputStream stream;
  private final BufferedReader lines;
  private String name = "";

  /**
   * Connects.
   *
   * @param page the page's address, ending with a slash
   * @param path of the events within it
   * @throws IOException if nobody answers there, or with no events; its message names the way out
   */
  LiveEvents(URI page, String path, Endpoint credentials) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page.resolve(path)).header("Accept", "text/event-stream");
    if (credentials.token() != null) {
      request.header("Authorization", "Bearer " + credentials.token());
    }
    HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    if (credentials.tls() != null && credentials.tls().trustedCertificates() != null) {
      http.sslContext(trusting(credentials.tls().trustedCertificates()));
    }
    HttpResponse<InputStream> response;
    try {
      response = http.build().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw new IOException(
          "no answer from " + page + "; is a server running there, with --live-page on?", e);
    }
    stream = response.body();
    if (response.statusCode() != 200) {
      stream.close();
      throw new IOException(
          page + " answered with status " + response.statusCode() + hint(response));
    }
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  private static String hint(HttpResponse<?> response) {
    return switch (response.statusCode()) {
      case 401 -> ": give a token with --token-file";
      case 403 -> ": the token needs the right to read on *";
      case 404 -> ": the server has no live page there; --live-page on gives it one";
      default -> "";
    };
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

  /** Waits for the next event; null where there will be none. */
  JsonNode next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        return JSON.readTree(line.substring("data: ".length()));
      }
    }
    return null;
  }

  /** The name of the last event. */
  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
