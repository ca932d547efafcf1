package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceStub;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TensorChunk;

/** A stream's client whose caller waits for what it wants to see. */
final class StreamClient implements StreamObserver<AggregateStreamResponse>, AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<AggregateStreamResponse> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> end = new CompletableFuture<>();
  private final ClientCallStreamObserver<AggregateStreamRequest> out;

  StreamClient(AggregationServiceStub stub) {
    out = (ClientCallStreamObserver<AggregateStreamRequest>) stub.aggregateStream(this);
  }

  void send(long sequence, AggregateRequest request) {
    out.onNext(
        AggregateStreamRequest.newBuilder()
            .setContribution(
                StreamedContribution.newBuilder().setSequence(sequence).setRequest(request))
            .build());
  }

  void chunk(TensorChunk chunk) {
    out.onNext(AggregateStreamRequest.newBuilder().setChunk(chunk).build());
  }

  void finish() {
    out.onCompleted();
  }

  void cancel() {
    out.cancel("gone", null);
  }

  /** The next frame. */
  AggregateStreamResponse next() {
    try {
      AggregateStreamResponse frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(frame).as("a frame, not the end: %s", end).isNotNull();
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The error with which the stream ends. */
  Throwable awaitError() {
    Throwable error = end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    assertThat(error).isNotNull();
    return error;
  }

  /** Waits until the stream has ended well. */
  void awaitCompletion() {
    assertThat(end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join()).isNull();
  }

  @Override
  public void onNext(AggregateStreamResponse frame) {
    frames.add(frame);
  }

  @Override
  public void onError(Throwable cause) {
    end.complete(cause);
  }

  @Override
  public void onCompleted() {
    end.complete(null);
  }

  @Override
  public void close() {
    out.cancel("test is over", null);
  }
}
