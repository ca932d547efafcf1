package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.prometheus.client.CollectorRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.bayesagg.service.metrics.ConnectionMetrics;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StallGuardTest {
  private static final AggregateStreamResponse ANSWER =
      AggregateStreamResponse.getDefaultInstance();

  private final StallGuard guard =
      new StallGuard(
          new Stalls(Duration.ofMinutes(1), Duration.ofMinutes(1)),
          new Connections(10, new ConnectionMetrics(new CollectorRegistry())));
  private final RecordingCall network = new RecordingCall();
  private final ServerCall<AggregateStreamRequest, AggregateStreamResponse> call = watched();

  /** What reaches gRPC, in this order; the headers of an answer take until they are let go. */
  private static final class RecordingCall
      extends ServerCall<AggregateStreamRequest, AggregateStreamResponse> {
    final List<String> reached = new CopyOnWriteArrayList<>();
    final CountDownLatch sending = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);

    @Override
    public void sendHeaders(Metadata headers) {
      sending.countDown();
      await(letGo);
      reached.add("headers");
    }

    @Override
    public void sendMessage(AggregateStreamResponse message) {
      reached.add("message");
    }

    @Override
    public void close(Status status, Metadata trailers) {
      reached.add("close");
    }

    @Override
    public void request(int messages) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.newBuilder()
          .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, new InetSocketAddress("localhost", 1))
          .build();
    }

    @Override
    public MethodDescriptor<AggregateStreamRequest, AggregateStreamResponse> getMethodDescriptor() {
      return AggregationServiceGrpc.getAggregateStreamMethod();
    }
  }

  private ServerCall<AggregateStreamRequest, AggregateStreamResponse> watched() {
    CompletableFuture<ServerCall<AggregateStreamRequest, AggregateStreamResponse>> seen =
        new CompletableFuture<>();
    var unused =
        guard.interceptCall(
            network,
            new Metadata(),
            (each, headers) -> {
              seen.complete(each);
              return new ServerCall.Listener<>() {};
            });
    return seen.join();
  }

  @Test
  void answerAfterTheEnd_isDropped() {
    network.letGo.countDown();
    call.close(Status.INVALID_ARGUMENT, new Metadata());
    call.sendHeaders(new Metadata());
    call.sendMessage(ANSWER);
    call.close(Status.OK, new Metadata());
    assertThat(network.reached).containsExactly("close");
  }

  @Test
  void endWhileAnAnswerBegins_comesAfterIt() throws Exception {
    Thread answering = new Thread(() -> call.sendHeaders(new Metadata()));
    answering.start();
    await(network.sending);
    Thread closing = new Thread(() -> call.close(Status.INVALID_ARGUMENT, new Metadata()));
    closing.start();
    while (closing.getState() != Thread.State.BLOCKED && closing.isAlive()) {
      Thread.onSpinWait();
    }
    network.letGo.countDown();
    answering.join();
    closing.join();
    assertThat(network.reached).containsExactly("headers", "close");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
