package org.bayesagg.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.cli.server.MonitoringAccess;

/** The events of a server's live page. Not thread-safe. */
public final class LiveEvents implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InputStream stream;
  private final BufferedReader lines;
  private String name = "";

  /**
   * Connects.
   *
   * @param page the page's address, ending with a slash
   * @param path of the events within it
   * @param credentials shown to the server
   * @throws IOException if nobody answers there, or with no events; its message names the way out
   */
  public LiveEvents(URI page, String path, Endpoint credentials) throws IOException {
    HttpRequest request =
        MonitoringAccess.request(page.resolve(path), credentials)
            .header("Accept", "text/event-stream")
            .build();
    HttpResponse<InputStream> response;
    try {
      response =
          MonitoringAccess.client(credentials)
              .send(request, HttpResponse.BodyHandlers.ofInputStream());
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

  /** Waits for the next event; null where there will be none. */
  public JsonNode next() throws IOException {
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
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
