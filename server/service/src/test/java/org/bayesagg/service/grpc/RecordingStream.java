package org.bayesagg.service.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceStub;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TensorChunk;

/** A stream's client that remembers what came and, where asked to, reads only on demand. */
final class RecordingStream
    implements ClientResponseObserver<AggregateStreamRequest, AggregateStreamResponse> {
  final List<AggregateStreamResponse> frames = new ArrayList<>();
  Throwable error;
  boolean completed;
  private final boolean greedy;
  private ClientCallStreamObserver<AggregateStreamRequest> out;

  private RecordingStream(boolean greedy) {
    this.greedy = greedy;
  }

  static RecordingStream open(AggregationServiceStub stub) {
    return open(stub, true);
  }

  /** Reads nothing before {@link #read}. */
  static RecordingStream openWithoutReading(AggregationServiceStub stub) {
    return open(stub, false);
  }

  @SuppressWarnings("CheckReturnValue") // the observer is kept by beforeStart
  private static RecordingStream open(AggregationServiceStub stub, boolean greedy) {
    RecordingStream stream = new RecordingStream(greedy);
    stub.aggregateStream(stream);
    return stream;
  }

  void read(int frames) {
    out.request(frames);
  }

  void send(long sequence, AggregateRequest request) {
    out.onNext(
        AggregateStreamRequest.newBuilder()
            .setContribution(
                StreamedContribution.newBuilder().setSequence(sequence).setRequest(request))
            .build());
  }

  void send(long sequence, AggregateRequest request, Duration timeout) {
    out.onNext(
        AggregateStreamRequest.newBuilder()
            .setContribution(
                StreamedContribution.newBuilder()
                    .setSequence(sequence)
                    .setRequest(request)
                    .setTimeout(timeout))
            .build());
  }

  void chunk(long sequence, int tensor, long offset, ByteString data) {
    out.onNext(
        AggregateStreamRequest.newBuilder()
            .setChunk(
                TensorChunk.newBuilder()
                    .setSequence(sequence)
                    .setTensor(tensor)
                    .setOffset(offset)
                    .setData(data))
            .build());
  }

  void sendEmptyFrame() {
    out.onNext(AggregateStreamRequest.getDefaultInstance());
  }

  void finish() {
    out.onCompleted();
  }

  void cancel() {
    out.cancel("gone", null);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<AggregateStreamRequest> stream) {
    out = stream;
    if (!greedy) {
      stream.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(AggregateStreamResponse frame) {
    frames.add(frame);
  }

  @Override
  public void onError(Throwable cause) {
    error = cause;
  }

  @Override
  public void onCompleted() {
    completed = true;
  }
}
