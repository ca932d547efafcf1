package org.bayesagg.service.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * Answers only to names of this machine: a page from elsewhere, whose name has been made to lead
 * here, must not read what is for this machine alone.
 */
final class LocalNames extends Filter {
  private static final int MISDIRECTED = 421;

  @Override
  public void doFilter(HttpExchange exchange, Chain next) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host != null && host.matches("(localhost|127[.0-9]+|\\[::1])(:\\d+)?")) {
      next.doFilter(exchange);
    } else {
      exchange.sendResponseHeaders(MISDIRECTED, -1);
      exchange.close();
    }
  }

  @Override
  public String description() {
    return "names of this machine only";
  }
}
