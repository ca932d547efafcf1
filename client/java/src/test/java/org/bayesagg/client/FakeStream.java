package org.bayesagg.client;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.StreamedAnswer;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.StreamedError;
import org.bayesagg.v1.TensorChunk;

/** The server's side of one stream, in a test's hand. */
final class FakeStream implements StreamObserver<AggregateStreamRequest> {
  private final StreamObserver<AggregateStreamResponse> answers;
  private final BlockingQueue<StreamedContribution> whole = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private AggregateRequest.Builder partial;
  private JoinedChunks assembly;
  private long sequence;

  FakeStream(StreamObserver<AggregateStreamResponse> answers) {
    this.answers = answers;
  }

  @Override
  public void onNext(AggregateStreamRequest frame) {
    if (frame.hasContribution()) {
      sequence = frame.getContribution().getSequence();
      partial = frame.getContribution().getRequest().toBuilder();
      assembly = new JoinedChunks(ContributionFramesTest.tensors(partial));
    } else {
      assembly.accept(frame.getChunk());
    }
    if (assembly.complete()) {
      whole.add(
          StreamedContribution.newBuilder().setSequence(sequence).setRequest(partial).build());
    }
  }

  @Override
  public void onError(Throwable error) {
    ended.countDown();
  }

  @Override
  public void onCompleted() {
    ended.countDown();
  }

  /** The next contribution that has come whole. */
  StreamedContribution await() throws InterruptedException {
    StreamedContribution next = whole.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no contribution came");
    }
    return next;
  }

  void awaitEnd() throws InterruptedException {
    if (!ended.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the client did not end the stream");
    }
  }

  /** Whether everything that came has been taken by {@link #await}. */
  boolean quiet() {
    return whole.isEmpty();
  }

  void answer(StreamedContribution contribution) {
    send(response(contribution), contribution.getSequence());
  }

  /** The direction is the features. */
  static AggregateResponse response(StreamedContribution contribution) {
    AggregateRequest request = contribution.getRequest();
    return AggregateResponse.newBuilder()
        .setDirection(request.getFeatures())
        .setWorker(request.getWorker())
        .setEpoch(request.getEpoch())
        .setStep(request.getStep())
        .build();
  }

  void send(AggregateResponse response, long sequence) {
    answers.onNext(
        AggregateStreamResponse.newBuilder()
            .setAnswer(StreamedAnswer.newBuilder().setSequence(sequence).setResponse(response))
            .build());
  }

  /** Announces the direction and sends it in chunks of any size. */
  void answerInChunks(StreamedContribution contribution, int chunkBytes) {
    AggregateResponse.Builder response = response(contribution).toBuilder();
    ByteString data = response.getDirection().getData();
    response.getDirectionBuilder().clearData();
    send(response.build(), contribution.getSequence());
    for (int offset = 0; offset < data.size(); offset += chunkBytes) {
      chunk(
          contribution.getSequence(),
          offset,
          data.substring(offset, Math.min(data.size(), offset + chunkBytes)));
    }
  }

  void chunk(long sequence, long offset, ByteString data) {
    answers.onNext(
        AggregateStreamResponse.newBuilder()
            .setChunk(
                TensorChunk.newBuilder().setSequence(sequence).setOffset(offset).setData(data))
            .build());
  }

  void refuse(StreamedContribution contribution, Status.Code code, String reason) {
    StreamedError.Builder error =
        StreamedError.newBuilder()
            .setSequence(contribution.getSequence())
            .setCode(code.value())
            .setMessage("refused by the fake")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()));
    if (code == Status.Code.ABORTED) {
      error.addDetails(Any.pack(RetryInfo.getDefaultInstance()));
    }
    answers.onNext(AggregateStreamResponse.newBuilder().setError(error).build());
  }

  void fail(Status status) {
    answers.onError(status.asRuntimeException());
  }

  void end() {
    answers.onCompleted();
  }
}
