package org.bayesagg.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.cli.watch.LiveEvents;

/** People who watch the first session of a server on its live page. */
final class Onlookers implements AutoCloseable {
  private final List<LiveEvents> open = new ArrayList<>();

  private Onlookers() {}

  /** Opens the list of sessions, and the first one's own page. */
  static Onlookers of(URI page, Endpoint credentials) throws IOException {
    Onlookers onlookers = new Onlookers();
    LiveEvents overview = onlookers.open(page, "overview", credentials);
    JsonNode event = overview.next();
    while (event != null && event.path("sessions").isEmpty()) {
      event = overview.next();
    }
    if (event == null) {
      throw new IOException(page + " has ended");
    }
    String session = event.path("sessions").get(0).path("id").asText();
    onlookers.read(overview);
    onlookers.read(onlookers.open(page, "session?id=" + session, credentials));
    return onlookers;
  }

  private LiveEvents open(URI page, String path, Endpoint credentials) throws IOException {
    LiveEvents events = new LiveEvents(page, path, credentials);
    open.add(events);
    return events;
  }

  private void read(LiveEvents events) {
    Thread reader =
        new Thread(
            () -> {
              try {
                JsonNode shown = events.next();
                while (shown != null) {
                  shown = events.next();
                }
              } catch (IOException e) {
                // Closed: the segment is over.
                return;
              }
            },
            "bench-onlooker");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public void close() throws IOException {
    for (LiveEvents events : open) {
      events.close();
    }
  }
}
