package org.bayesagg.client;

import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many contributions of one handle are with the server at a time. Without limit until the
 * server refuses one because too many wait; from then on half of what was on its way then, and one
 * more for each window that is answered: additive increase, multiplicative decrease, as in TCP's
 * congestion control. What is over it waits here, where waiting costs neither end anything, and the
 * newest worker goes first: under overload the oldest is the least likely to be in time still. The
 * contributions of one worker keep their order.
 *
 * <p>A contribution may be answered only after another one has come (the epoch that it belongs to
 * must begin). So where nothing comes back for as long as the server asked to wait, one more goes.
 *
 * <p>Thread-safe. What waited is sent by the timer's thread.
 */
final class SendWindow {
  /** What the server says where it works on as much as it can, or may for this caller. */
  private static final Set<ErrorReason> NO_PLACE =
      EnumSet.of(
          ErrorReason.QUEUE_FULL,
          ErrorReason.TOO_MANY_STEPS,
          ErrorReason.TOO_MANY_BYTES,
          ErrorReason.RATE_LIMITED);

  private static final long LEAST_STALL_NANOS = Duration.ofMillis(50).toNanos();

  private final ScheduledExecutorService timer;
  private final ErrorDecoder errors;

  /** One for each worker of which something waits or is just being sent, the newest first. */
  private final Deque<Line> lines = new ArrayDeque<>();

  private double limit = Double.POSITIVE_INFINITY;
  private int inFlight;
  private long stallNanos = LEAST_STALL_NANOS;
  private long cutAt;
  private long movedAt;
  private boolean watching;
  private AggregationException refusal;

  SendWindow(ScheduledExecutorService timer, ErrorDecoder errors) {
    this.timer = timer;
    this.errors = errors;
  }

  /** What waits of one worker, in its order. */
  private static final class Line {
    private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
    private final String worker;

    /** What comes meanwhile must not overtake it. */
    private boolean sending;

    Line(String worker) {
      this.worker = worker;
    }
  }

  /** One that waits. */
  private static final class Waiting<T> {
    private final Line line;
    private final Supplier<CompletableFuture<T>> send;
    private final CompletableFuture<T> result;

    /** {@code line} is null for what is sent at once. */
    Waiting(Line line, Supplier<CompletableFuture<T>> send, CompletableFuture<T> result) {
      this.line = line;
      this.send = send;
      this.result = result;
    }
  }

  /** Sends now or when there is room; not at all where the time is up or the result is done. */
  <T> CompletableFuture<T> enter(
      String worker, Deadline deadline, Supplier<CompletableFuture<T>> send) {
    Waiting<T> next;
    synchronized (this) {
      Line line = line(worker);
      if (line == null && inFlight < limit) {
        inFlight++;
      } else if (line == null) {
        line = new Line(worker);
        lines.addFirst(line);
      }
      next = new Waiting<>(line, send, new CompletableFuture<>());
      if (line != null) {
        line.waiting.add(next);
        watch();
      }
    }
    if (next.line == null) {
      start(next);
    } else {
      leaveInTime(next, deadline);
    }
    return next.result;
  }

  private void leaveInTime(Waiting<?> waiting, Deadline deadline) {
    var timeout = deadline.runOnExpiration(() -> expire(waiting), timer);
    Futures.whenDone(
        waiting.result,
        (value, error) -> {
          timeout.cancel(false);
          synchronized (this) {
            waiting.line.waiting.remove(waiting);
            dropIfOver(waiting.line);
          }
        });
  }

  private void dropIfOver(Line line) {
    if (line.waiting.isEmpty() && !line.sending) {
      lines.remove(line);
    }
  }

  /** An attempt failed; of interest where the server had no place for it. */
  synchronized void failed(Throwable error) {
    if (!(error instanceof AggregationException failure) || !NO_PLACE.contains(failure.reason())) {
      return;
    }
    refusal = failure;
    long now = System.nanoTime();
    // One flight is refused together, and is one sign that there are too many.
    if (limit == Double.POSITIVE_INFINITY || now - cutAt >= stallNanos) {
      limit = Math.max(1, Math.min(limit, inFlight) / 2);
      cutAt = now;
    }
    long asked = failure.retryAfter().map(Duration::toNanos).orElse(0L);
    stallNanos = Math.max(LEAST_STALL_NANOS, asked);
  }

  private Line line(String worker) {
    for (Line line : lines) {
      if (line.worker.equals(worker)) {
        return line;
      }
    }
    return null;
  }

  private <T> void start(Waiting<T> next) {
    CompletableFuture<T> call;
    try {
      call =
          next.result.isDone()
              ? CompletableFuture.failedFuture(new CancellationException("nobody waits"))
              : next.send.get();
    } catch (RuntimeException e) {
      call = CompletableFuture.failedFuture(e);
    }
    Futures.link(call, next.result, () -> {});
    Futures.whenDone(call, (value, error) -> ended(error == null));
  }

  private void ended(boolean answered) {
    synchronized (this) {
      inFlight--;
      movedAt = System.nanoTime();
      limit += answered ? 1 / limit : 0;
      if (lines.isEmpty()) {
        return;
      }
    }
    try {
      timer.execute(this::sendWaiting);
    } catch (RejectedExecutionException e) {
      // The client was closed meanwhile, which has failed every pending future.
    }
  }

  private void sendWaiting() {
    Waiting<?> next;
    while ((next = take(false)) != null) {
      startWaiting(next);
    }
  }

  private void startWaiting(Waiting<?> next) {
    start(next);
    synchronized (this) {
      next.line.sending = false;
      dropIfOver(next.line);
    }
  }

  /** The next one to be sent, with its place; null where there is none. By the timer's thread. */
  private synchronized Waiting<?> take(boolean regardless) {
    if (lines.isEmpty() || (!regardless && inFlight >= limit)) {
      return null;
    }
    Line line = lines.getFirst();
    line.sending = true;
    inFlight++;
    return line.waiting.remove();
  }

  private synchronized void watch() {
    if (!watching) {
      watching = true;
      movedAt = System.nanoTime();
      schedule();
    }
  }

  private void schedule() {
    try {
      var unused = timer.schedule(this::lookAfter, stallNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // As above.
    }
  }

  private void lookAfter() {
    Waiting<?> next = null;
    synchronized (this) {
      if (System.nanoTime() - movedAt >= stallNanos) {
        next = take(true);
        movedAt = System.nanoTime();
      }
      watching = !lines.isEmpty();
      if (watching) {
        schedule();
      }
    }
    if (next != null) {
      startWaiting(next);
    }
  }

  /** What has been sent meanwhile has its call's own deadline. */
  private void expire(Waiting<?> waiting) {
    AggregationException late =
        errors.local(
            Status.Code.DEADLINE_EXCEEDED,
            ErrorReason.DEADLINE,
            "not sent in time: the session's queue at the server is full");
    synchronized (this) {
      if (!waiting.line.waiting.contains(waiting)) {
        return;
      }
      if (refusal != null) {
        late.addSuppressed(refusal);
      }
    }
    waiting.result.completeExceptionally(late);
  }
}
