package org.bayesagg.client;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An in-process server whose answers a test decides, with clients for it. */
final class FakeServer implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final FakeService service = new FakeService();
  final List<String> tokens = new CopyOnWriteArrayList<>();
  private final String name = InProcessServerBuilder.generateName();
  private Server server;

  FakeServer() {
    start();
  }

  void start() {
    try {
      server =
          InProcessServerBuilder.forName(name)
              .addService(service)
              .intercept(new TokenReader())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static ClientOptions.Builder options() {
    return ClientOptions.builder("fake")
        .retry(new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(1), Duration.ofMillis(5)));
  }

  AggregationClient client(ClientOptions.Builder options) {
    ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    return new GrpcAggregationClient(options.build(), channel);
  }

  AggregationClient client() {
    return client(options());
  }

  @Override
  public void close() {
    stop();
  }

  private final class TokenReader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String token = headers.get(AUTHORIZATION);
      if (token != null) {
        tokens.add(token);
      }
      return next.startCall(call, headers);
    }
  }
}
