package org.bayesagg.service.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bayesagg.service.codec.FieldReason;
import org.bayesagg.service.codec.InvalidRequestException;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.StreamedError;
import org.bayesagg.v1.TensorChunk;

/**
 * One AggregateStream call: assembles contributions from frames, hands complete ones to their
 * session and writes the answers as they come.
 *
 * <p>Frames come one at a time; answers come from any thread. A frame is asked for only while the
 * stream holds less than its limits, so a client that does not read is soon not read either.
 */
final class AggregateStreamCall implements StreamObserver<AggregateStreamRequest>, Stalls.Watched {
  private final ServerCallStreamObserver<AggregateStreamResponse> out;
  private final FrameWriter<AggregateStreamResponse> writer;
  private final ContributionCalls calls;
  private final StreamLimits limits;
  private final Stalls stalls;
  private final StreamTraces traces;
  private final Consumer<String> onRefusal;
  private final Consumer<AggregateStreamCall> onEnd;

  // Set by the frames' thread alone.
  private volatile ContributionCall assembling;
  private volatile long heardAt = System.nanoTime();

  // Touched by the frames' thread alone.
  private long sequence;
  private Trace trace = Trace.NONE;
  private boolean begun;
  private boolean refused;

  // Guarded by this.
  private int inFlight;
  private long inFlightBytes;
  private boolean stalled;
  private boolean halfClosed;
  private boolean ended;
  private Throwable closing;

  /** To be made within the call's method. */
  AggregateStreamCall(
      ServerCallStreamObserver<AggregateStreamResponse> out,
      ContributionCalls calls,
      StreamLimits limits,
      Stalls stalls,
      StreamTraces traces,
      Consumer<String> onRefusal,
      Consumer<AggregateStreamCall> onEnd) {
    this.out = out;
    this.calls = calls;
    this.limits = limits;
    this.stalls = stalls;
    this.traces = traces;
    this.onRefusal = onRefusal;
    this.onEnd = onEnd;
    this.writer = new FrameWriter<>(out, stalls);
    out.disableAutoRequest();
    out.setOnCancelHandler(this::cancelled);
    // A message that is none ends the call before it comes here.
    out.setOnCloseHandler(this::cancelled);
    stalls.add(this);
    out.request(1);
  }

  @Override
  public void onNext(AggregateStreamRequest frame) {
    if (isEnded()) {
      return;
    }
    heardAt = System.nanoTime();
    try {
      switch (frame.getFrameCase()) {
        case CONTRIBUTION -> begin(frame.getContribution());
        case CHUNK -> take(frame.getChunk());
        case FRAME_NOT_SET -> throw protocol("frame", "none", "a contribution or a chunk");
      }
    } catch (InvalidRequestException e) {
      fail(e);
      return;
    }
    requestNext();
  }

  @Override
  public void onError(Throwable cause) {
    cancelled();
  }

  @Override
  public void onCompleted() {
    if (assembling != null) {
      fail(
          new InvalidRequestException(
              FieldReason.STREAM_TRUNCATED,
              "chunk",
              "the end of the stream after " + assembling.missing(),
              "all announced bytes of sequence " + sequence));
      return;
    }
    synchronized (this) {
      halfClosed = true;
    }
    endWhenIdle();
  }

  /** Ends the stream: what is complete still counts, its answers can be had by sending again. */
  void fail(Throwable cause) {
    ended();
    writer.fail(cause);
  }

  /** Ends the stream as {@link #fail} does, once everything that it holds is answered. */
  void failWhenIdle(Throwable cause) {
    synchronized (this) {
      closing = cause;
    }
    endWhenIdle();
  }

  private void begin(StreamedContribution frame) {
    if (assembling != null) {
      throw protocol(
          "contribution",
          "sequence " + frame.getSequence() + " after " + assembling.missing(),
          "the remaining chunks of sequence " + sequence);
    }
    if (begun && frame.getSequence() <= sequence) {
      throw protocol(
          "contribution.sequence",
          String.valueOf(frame.getSequence()),
          "a number above " + sequence);
    }
    begun = true;
    refused = false;
    sequence = frame.getSequence();
    trace = traces.begin(frame);
    ContributionCall call;
    try {
      call =
          calls.begin(
              calls.enter(frame.getRequest(), StreamCaller.of(frame), trace),
              frame.getRequest(),
              true);
    } catch (RuntimeException e) {
      refuse(e);
      return;
    }
    if (call.isComplete()) {
      submit(call);
    } else {
      assembling = call;
      if (isEnded()) {
        call.abandon();
      }
    }
  }

  private void take(TensorChunk chunk) {
    if (refused && chunk.getSequence() == sequence) {
      return;
    }
    if (assembling == null) {
      throw protocol(
          "chunk",
          "a chunk of sequence " + chunk.getSequence(),
          "a contribution that announces it");
    }
    if (chunk.getSequence() != sequence) {
      throw protocol(
          "chunk.sequence", String.valueOf(chunk.getSequence()), String.valueOf(sequence));
    }
    assembling.accept(chunk);
    if (assembling.isComplete()) {
      ContributionCall complete = assembling;
      assembling = null;
      submit(complete);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback answers every failure
  private void submit(ContributionCall call) {
    Answering answering = new Answering(sequence, call.bytes(), trace);
    enter(answering.bytes());
    call.contribute()
        .whenComplete(
            (answer, thrown) ->
                write(
                    thrown == null
                        ? () -> answer.frames(answering.sequence())
                        : error(answering, thrown),
                    answering));
  }

  private void refuse(RuntimeException cause) {
    refused = true;
    Answering answering = new Answering(sequence, 0, trace);
    enter(0);
    write(error(answering, cause), answering);
  }

  /** What is known of a contribution while its answer is waited for. */
  private record Answering(long sequence, long bytes, Trace trace) {}

  private void write(Supplier<Iterator<AggregateStreamResponse>> frames, Answering answering) {
    writer.write(
        () -> {
          traces.answered(answering.trace());
          return frames.get();
        },
        () -> {
          traces.end(answering.trace());
          leave(answering.bytes());
        });
  }

  private synchronized void enter(long bytes) {
    inFlight++;
    inFlightBytes += bytes;
  }

  private void leave(long bytes) {
    heardAt = System.nanoTime();
    boolean ask;
    synchronized (this) {
      inFlight--;
      inFlightBytes -= bytes;
      ask = stalled && hasRoom();
      stalled &= !ask;
    }
    if (ask) {
      out.request(1);
    }
    endWhenIdle();
  }

  private void requestNext() {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (assembling == null && !hasRoom()) {
        stalled = true;
        return;
      }
    }
    out.request(1);
  }

  private boolean hasRoom() {
    return inFlight < limits.contributions() && inFlightBytes < limits.bytes();
  }

  private void endWhenIdle() {
    Throwable cause;
    synchronized (this) {
      cause = closing;
      if (inFlight > 0 || ended || (!halfClosed && cause == null)) {
        return;
      }
    }
    if (cause != null) {
      fail(cause);
      return;
    }
    ended();
    writer.complete();
  }

  @Override
  public void look(long nowNanos) {
    boolean waiting;
    synchronized (this) {
      waiting = !ended && inFlight == 0;
    }
    if (assembling != null && stalls.isStalled(heardAt, nowNanos)) {
      fail(stalls.stalled("a contribution was not finished"));
    } else if (waiting && assembling == null && stalls.isIdle(heardAt, nowNanos)) {
      fail(stalls.idle());
    }
  }

  private void cancelled() {
    ended();
    writer.cancel();
  }

  private void ended() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    stalls.remove(this);
    traces.endAll();
    ContributionCall half = assembling;
    if (half != null) {
      half.abandon();
    }
    onEnd.accept(this);
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  private Supplier<Iterator<AggregateStreamResponse>> error(Answering answering, Throwable cause) {
    Status status = StatusMapping.toStatus(cause);
    String reason = ErrorDetails.reason(status);
    onRefusal.accept(reason);
    answering.trace().refused(reason);
    StreamedError error =
        StreamedError.newBuilder()
            .setSequence(answering.sequence())
            .setCode(status.getCode())
            .setMessage(status.getMessage())
            .addAllDetails(status.getDetailsList())
            .build();
    return () -> List.of(AggregateStreamResponse.newBuilder().setError(error).build()).iterator();
  }

  private static InvalidRequestException protocol(String field, String got, String expected) {
    return new InvalidRequestException(FieldReason.STREAM_PROTOCOL, field, got, expected);
  }
}
