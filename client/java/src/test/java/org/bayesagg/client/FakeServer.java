package org.bayesagg.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
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
import org.bayesagg.v1.AggregateResponse;

/** An in-process server whose answers a test decides, with clients for it. */
final class FakeServer implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final FakeService service = new FakeService();
  final List<String> tokens = new CopyOnWriteArrayList<>();

  /** The threads of the client that have read answers to steps. */
  final List<Thread> readers = new CopyOnWriteArrayList<>();

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
    ManagedChannel channel =
        InProcessChannelBuilder.forName(name).intercept(new ReaderNote()).build();
    return new GrpcAggregationClient(options.build(), channel);
  }

  AggregationClient client() {
    return client(options());
  }

  @Override
  public void close() {
    stop();
  }

  private final class ReaderNote implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onMessage(A message) {
                  if (message instanceof AggregateResponse) {
                    readers.add(Thread.currentThread());
                  }
                  super.onMessage(message);
                }
              },
              headers);
        }
      };
    }
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
