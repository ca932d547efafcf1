package org.bayesagg.cli.server;

import io.opentelemetry.api.OpenTelemetry;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.client.TlsOptions;

/**
 * A server and what its callers show it.
 *
 * @param target HOST:PORT
 * @param tls null: no encryption
 * @param token null: none
 * @param traces where steps are traced to
 */
public record Endpoint(String target, TlsOptions tls, String token, OpenTelemetry traces) {
  /** One whose callers trace nothing. */
  public Endpoint(String target, TlsOptions tls, String token) {
    this(target, tls, token, OpenTelemetry.noop());
  }

  /** A server that asks nobody who they are. */
  public static Endpoint plain(String target) {
    return new Endpoint(target, null, null);
  }

  /** The same, whose callers trace their steps. */
  public Endpoint traced(OpenTelemetry to) {
    return new Endpoint(target, tls, token, to);
  }

  /** Options of a client of it, to be completed. */
  public ClientOptions.Builder options() {
    ClientOptions.Builder options = ClientOptions.builder(target).openTelemetry(traces);
    if (tls != null) {
      options.tls(tls);
    }
    return token == null ? options : options.token(token);
  }

  /** A client of it with all else at its default. */
  public AggregationClient connect() {
    return AggregationClient.connect(options().build());
  }

  /** The address alone: a token is for nobody's eyes. */
  @Override
  public String toString() {
    return target;
  }
}
