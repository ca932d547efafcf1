package org.bayesagg.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bayesagg.transport.ReceivedFrame;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.StreamedError;

/**
 * The stream of one session: opened with the first contribution, kept open, opened again after a
 * failure. What was not answered is then sent again in its order; the contract counts it once.
 *
 * <p>All state is guarded by this object's monitor. Futures are completed outside of it.
 */
final class StepStream {
  /**
   * Bytes that may lie in the call's buffer: enough to fill the wire while the next chunk is made.
   */
  private static final CallOptions OPTIONS = CallOptions.DEFAULT.withOnReadyThreshold(2 << 20);

  /** Messages asked for at a time: one is decoded while the next ones come. */
  private static final int READ_AHEAD = 3;

  private final Channel channel;
  private final Calls calls;
  private final ErrorDecoder errors;
  private final Retrier retrier;
  private final ScheduledExecutorService timer;
  private final Consumer<Throwable> onRefusal;

  /** Not or not completely sent, in the order to send. */
  private final Deque<Transfer> outgoing = new ArrayDeque<>();

  /** Begun to be sent and not answered, by sequence. */
  private final TreeMap<Long, Transfer> unanswered = new TreeMap<>();

  private long lastSequence;
  private Connection connection;
  private boolean reconnecting;
  private boolean closed;

  StepStream(
      Channel channel,
      Calls calls,
      ErrorDecoder errors,
      Retrier retrier,
      ScheduledExecutorService timer,
      Consumer<Throwable> onRefusal) {
    this.channel = channel;
    this.calls = calls;
    this.errors = errors;
    this.retrier = retrier;
    this.timer = timer;
    this.onRefusal = onRefusal;
  }

  /** Sends a contribution; those of earlier calls go before it. */
  CompletableFuture<StreamedResponse> send(OutgoingContribution contribution, Deadline deadline) {
    Transfer transfer = new Transfer(contribution, deadline);
    synchronized (this) {
      if (closed) {
        transfer.answer.completeExceptionally(closedError());
        return transfer.answer;
      }
      outgoing.add(transfer);
      transfer.timeout = deadline.runOnExpiration(() -> expire(transfer), timer);
    }
    Futures.whenDone(transfer.answer, (answer, error) -> forget(transfer));
    pump();
    return transfer.answer;
  }

  /** Half-closes the stream; what is unanswered fails. */
  void close() {
    List<Transfer> left;
    synchronized (this) {
      closed = true;
      left = takeAll();
      if (connection != null) {
        connection.requests.cancel("session handle closed", null);
        connection = null;
      }
    }
    left.forEach(transfer -> transfer.answer.completeExceptionally(closedError()));
  }

  /** Sends frames for as long as the transport takes them without buffering. */
  private synchronized void pump() {
    if (outgoing.isEmpty() || closed || reconnecting) {
      return;
    }
    if (connection == null) {
      open();
    }
    while (connection != null && connection.requests.isReady() && !outgoing.isEmpty()) {
      Transfer transfer = outgoing.element();
      if (transfer.frames == null) {
        transfer.sequence = ++lastSequence;
        transfer.attempts++;
        transfer.frames =
            new ContributionFrames(
                transfer.sequence,
                transfer.contribution,
                Math.max(0, transfer.deadline.timeRemaining(TimeUnit.NANOSECONDS)));
        unanswered.put(transfer.sequence, transfer);
      }
      AggregateStreamRequest frame = transfer.frames.next();
      if (!transfer.frames.hasNext()) {
        outgoing.remove();
      }
      connection.requests.onNext(frame);
    }
  }

  private void open() {
    ClientCall<AggregateStreamRequest, ReceivedFrame<AggregateStreamResponse>> call =
        channel.newCall(StepMethods.STREAM, OPTIONS);
    connection = new Connection();
    ClientCalls.asyncBidiStreamingCall(call, connection);
  }

  private void answered(long sequence, StreamedResponse response) {
    Transfer transfer;
    synchronized (this) {
      transfer = unanswered.remove(sequence);
    }
    // An answer that came after its contribution's time was up has nobody waiting.
    if (transfer != null) {
      transfer.answer.complete(response);
    }
  }

  private void refused(StreamedError error) {
    AggregationException failure = errors.decode(error);
    onRefusal.accept(failure);
    Transfer transfer;
    OptionalLong wait;
    synchronized (this) {
      transfer = unanswered.remove(error.getSequence());
      if (transfer == null) {
        return;
      }
      // The rest of a refused contribution need not be sent.
      outgoing.remove(transfer);
      transfer.frames = null;
      transfer.last = failure;
      wait = retrier.wait(failure, transfer.attempts, transfer.deadline);
    }
    if (wait.isPresent()) {
      retrier.schedule(() -> sendAgain(transfer), wait.getAsLong());
    } else {
      transfer.answer.completeExceptionally(failure);
    }
    pump();
  }

  private void sendAgain(Transfer transfer) {
    synchronized (this) {
      if (closed || transfer.answer.isDone()) {
        return;
      }
      outgoing.add(transfer);
    }
    pump();
  }

  /** The connection is gone: keeps what may be sent again, fails the rest. */
  private void ended(Connection ended, AggregationException failure) {
    List<Transfer> failed = new ArrayList<>();
    synchronized (this) {
      if (connection != ended) {
        return;
      }
      connection = null;
      List<Transfer> pending = takeAll();
      int attempts = 1;
      for (Transfer transfer : pending) {
        transfer.frames = null;
        if (retrier.wait(failure, Math.max(1, transfer.attempts), transfer.deadline).isPresent()) {
          transfer.last = failure;
          attempts = Math.max(attempts, transfer.attempts);
          outgoing.add(transfer);
        } else {
          failed.add(transfer);
        }
      }
      if (!outgoing.isEmpty()) {
        reconnecting = true;
        long asked = failure.retryAfter().map(Duration::toNanos).orElse(0L);
        retrier.schedule(this::reconnect, Math.max(asked, retrier.backoff(attempts)));
      }
    }
    failed.forEach(transfer -> transfer.answer.completeExceptionally(failure));
  }

  private void reconnect() {
    synchronized (this) {
      reconnecting = false;
    }
    pump();
  }

  private void expire(Transfer transfer) {
    AggregationException late =
        errors.local(
            Status.Code.DEADLINE_EXCEEDED,
            ErrorReason.DEADLINE,
            "no answer to epoch %d, step %d of worker %s in time"
                .formatted(
                    transfer.contribution.outline().getEpoch(),
                    transfer.contribution.outline().getStep(),
                    transfer.contribution.outline().getWorker()));
    if (transfer.last != null) {
      late.addSuppressed(transfer.last);
    }
    transfer.answer.completeExceptionally(late);
  }

  /** Drops a contribution whose future is done, by an answer, its deadline or its caller. */
  private void forget(Transfer transfer) {
    if (transfer.timeout != null) {
      transfer.timeout.cancel(false);
    }
    Connection stuck = null;
    synchronized (this) {
      boolean begun = unanswered.remove(transfer.sequence, transfer);
      boolean unsent = outgoing.remove(transfer);
      if (begun && unsent && connection != null) {
        // Half of it is on the wire, and nothing else may follow but the other half.
        stuck = connection;
      }
    }
    if (stuck != null) {
      ended(
          stuck,
          errors.local(
              Status.Code.UNAVAILABLE, ErrorReason.OTHER, "the stream had to be opened again"));
      stuck.requests.cancel("a contribution was given up half sent", null);
    }
  }

  private List<Transfer> takeAll() {
    List<Transfer> all = new ArrayList<>(unanswered.values());
    for (Transfer transfer : outgoing) {
      if (!all.contains(transfer)) {
        all.add(transfer);
      }
    }
    unanswered.clear();
    outgoing.clear();
    return all;
  }

  private AggregationException closedError() {
    return errors.local(Status.Code.CANCELLED, ErrorReason.CLOSED, "the session handle was closed");
  }

  /** A contribution on its way. */
  private static final class Transfer {
    private final OutgoingContribution contribution;
    private final Deadline deadline;
    private final CompletableFuture<StreamedResponse> answer = new CompletableFuture<>();
    private volatile ScheduledFuture<?> timeout;
    private ContributionFrames frames;
    private long sequence;
    private int attempts;
    private volatile AggregationException last;

    Transfer(OutgoingContribution contribution, Deadline deadline) {
      this.contribution = contribution;
      this.deadline = deadline;
    }
  }

  /** One life of the stream; its messages come one at a time. */
  private final class Connection
      implements ClientResponseObserver<
          AggregateStreamRequest, ReceivedFrame<AggregateStreamResponse>> {
    private ClientCallStreamObserver<AggregateStreamRequest> requests;
    private AggregateResponse response;
    private TensorAssembly assembly;
    private long sequence;

    @Override
    public void beforeStart(ClientCallStreamObserver<AggregateStreamRequest> stream) {
      requests = stream;
      requests.setOnReadyHandler(StepStream.this::pump);
      requests.disableAutoRequestWithInitial(READ_AHEAD);
    }

    @Override
    public void onNext(ReceivedFrame<AggregateStreamResponse> frame) {
      try {
        take(frame.message());
      } finally {
        frame.release().run();
        requests.request(1);
      }
    }

    /** Keeps nothing of a chunk's bytes. */
    private void take(AggregateStreamResponse message) {
      if (message.hasChunk()) {
        if (assembly == null) {
          throw new ProtocolException("a chunk that no answer announced");
        }
        assembly.accept(message.getChunk());
      } else {
        if (assembly != null) {
          throw new ProtocolException("a message before the last answer's chunks had all come");
        }
        if (message.hasError()) {
          refused(message.getError());
          return;
        }
        if (!message.hasAnswer()) {
          return; // A kind of message that a newer server may send.
        }
        sequence = message.getAnswer().getSequence();
        response = message.getAnswer().getResponse();
        assembly = new TensorAssembly(sequence, AnswerDecoder.tensors(response));
      }
      if (assembly.complete()) {
        StreamedResponse whole = new StreamedResponse(response, assembly);
        assembly = null;
        response = null;
        answered(sequence, whole);
      }
    }

    @Override
    public void onError(Throwable error) {
      Throwable cause = error.getCause();
      ended(this, calls.decode(cause instanceof ProtocolException ? cause : error));
    }

    @Override
    public void onCompleted() {
      ended(
          this,
          errors.local(
              Status.Code.UNAVAILABLE, ErrorReason.DRAINING, "the server ended the stream"));
    }
  }
}
