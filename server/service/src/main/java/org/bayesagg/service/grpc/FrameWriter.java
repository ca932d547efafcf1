package org.bayesagg.service.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Writes the messages of a call as fast as its reader takes them and no faster. Thread-safe.
 *
 * <p>Each answer is a run of frames that is produced only when its turn has come, so that a slow
 * reader holds no encoded bytes beyond the call's own buffer.
 *
 * @param <R> the response
 */
final class FrameWriter<R> implements Stalls.Watched {
  /**
   * Bytes that may lie in the call's buffer: enough to fill the wire while the next chunk is made.
   */
  private static final int BUFFERED_BYTES = 2 << 20;

  private record Run<R>(Supplier<Iterator<R>> frames, Runnable written) {}

  private final ServerCallStreamObserver<R> out;
  private final Stalls stalls;
  private final Queue<Run<R>> queue = new ArrayDeque<>();
  private Iterator<R> frames;

  /** When the reader last took something while there was something to take. */
  private long takenAt;

  private boolean completing;
  private boolean writing;
  private boolean ended;

  /** A writer for a call; to be made within the call's method. */
  FrameWriter(ServerCallStreamObserver<R> out, Stalls stalls) {
    this.out = out;
    this.stalls = stalls;
    out.setOnReadyThreshold(BUFFERED_BYTES);
    out.setOnReadyHandler(this::pump);
    stalls.add(this);
  }

  /**
   * Writes a run of frames after those before it.
   *
   * @param frames called when their turn has come
   * @param written called when the last one has been handed to the call; never where the call ends
   *     before
   */
  void write(Supplier<Iterator<R>> frames, Runnable written) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (queue.isEmpty()) {
        takenAt = System.nanoTime();
      }
      queue.add(new Run<>(frames, written));
    }
    pump();
  }

  /** Ends the call well when everything has been written. */
  void complete() {
    synchronized (this) {
      completing = true;
    }
    pump();
  }

  /** Ends the call at once; what has not been written is dropped. */
  synchronized void fail(Throwable cause) {
    if (!ended) {
      end();
      out.onError(StatusMapping.toException(cause));
    }
  }

  /** Drops everything: the caller has gone. */
  synchronized void cancel() {
    end();
  }

  private void pump() {
    // Callbacks run outside the lock: they may write again.
    for (Runnable written = next(); written != null; written = next()) {
      written.run();
    }
  }

  /** Writes until a run has ended and returns its callback; null where nothing can be written. */
  private synchronized Runnable next() {
    if (writing) {
      // The call became ready while a frame was being handed to it: the loop below goes on.
      return null;
    }
    writing = true;
    try {
      while (!ended && out.isReady()) {
        if (queue.isEmpty()) {
          if (completing) {
            end();
            out.onCompleted();
          }
          return null;
        }
        if (frames == null) {
          frames = queue.peek().frames().get();
        }
        if (frames.hasNext()) {
          out.onNext(frames.next());
          takenAt = System.nanoTime();
        }
        if (!frames.hasNext()) {
          frames = null;
          return queue.remove().written();
        }
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      writing = false;
    }
    return null;
  }

  @Override
  public void look(long nowNanos) {
    boolean stalled;
    synchronized (this) {
      stalled = !ended && !queue.isEmpty() && stalls.isStalled(takenAt, nowNanos);
    }
    if (stalled) {
      fail(stalls.stalled("an answer was not read"));
    }
  }

  private void end() {
    ended = true;
    stalls.remove(this);
    frames = null;
    queue.clear();
  }
}
