package org.bayesagg.cli.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Takes traces as a collector does, and drops them; and the client's own, which go there too. */
final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final AtomicLong bytes = new AtomicLong();
  private final OpenTelemetrySdk client;

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
    client =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                OtlpHttpSpanExporter.builder()
                                    .setEndpoint(url() + "/v1/traces")
                                    .build())
                            .build())
                    .build())
            .build();
  }

  private void take(HttpExchange exchange) throws IOException {
    bytes.addAndGet(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream()));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What clients trace with. */
  OpenTelemetrySdk client() {
    return client;
  }

  /** Bytes of traces that have come. */
  long bytes() {
    return bytes.get();
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
