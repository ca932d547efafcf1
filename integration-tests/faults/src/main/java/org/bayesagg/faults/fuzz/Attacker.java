package org.bayesagg.faults.fuzz;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;

/** Sends bytes as messages of any method, whatever they are. Thread-safe. */
public final class Attacker implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final ManagedChannel channel;
  private final Metadata headers = new Metadata();
  private final Map<String, MethodDescriptor<byte[], byte[]>> methods = new HashMap<>();

  /** Calls that port with a token, over a connection of its own. */
  public Attacker(int port, String token) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    for (MethodDescriptor<?, ?> method :
        AggregationServiceGrpc.getServiceDescriptor().getMethods()) {
      methods.put(
          method.getBareMethodName(),
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setFullMethodName(method.getFullMethodName())
              .setType(method.getType())
              .setRequestMarshaller(new Bytes())
              .setResponseMarshaller(new Bytes())
              .build());
    }
  }

  /**
   * One call with these messages; done when it has ended.
   *
   * @param outcomes told how it ended, and of each error within a stream
   */
  public CompletableFuture<Void> call(
      String method, List<byte[]> messages, Consumer<Outcome> outcomes) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = open(method, true, outcomes, () -> over.complete(null));
    messages.forEach(call::sendMessage);
    call.halfClose();
    return over;
  }

  /**
   * A call that sends only what it is told to.
   *
   * @param reads whether it takes its answers
   * @param outcomes told how it ended, and of each error within a stream
   * @param over told when it has ended
   */
  public ClientCall<byte[], byte[]> open(
      String method, boolean reads, Consumer<Outcome> outcomes, Runnable over) {
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            methods.get(method),
            CallOptions.DEFAULT
                .withWaitForReady()
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS));
    boolean stream = method.equals("AggregateStream");
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            if (stream) {
              error(message, outcomes);
            }
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            outcomes.accept(Outcome.of(status, trailers));
            over.run();
          }
        },
        copy(headers));
    if (reads) {
      call.request(2);
    }
    return call;
  }

  private static Metadata copy(Metadata headers) {
    Metadata copy = new Metadata();
    copy.merge(headers);
    return copy;
  }

  private static void error(byte[] message, Consumer<Outcome> outcomes) {
    try {
      AggregateStreamResponse response = AggregateStreamResponse.parseFrom(message);
      if (response.hasError()) {
        outcomes.accept(
            Outcome.of(
                response.getError().getCode(),
                response.getError().getMessage(),
                response.getError().getDetailsList()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the server has sent no message", e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
