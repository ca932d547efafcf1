package org.bayesagg.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Watches a server over a stretch of time: what it has used, and what it held at most. */
final class OverloadLooks implements AutoCloseable {
  private static final long EVERY_MILLIS = 1000;

  private final ServerProbe probe;
  private final OverloadLook first;
  private final long start = System.nanoTime();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread watching = new Thread(this::watch, "bench-watch");

  // Guarded by this.
  private double mostQueued;
  private double mostHeap;

  /** Begins to watch. */
  OverloadLooks(ServerProbe probe) throws IOException {
    this.probe = probe;
    first = look(probe);
    watching.setDaemon(true);
    watching.start();
  }

  /**
   * What was used from the first look to the last.
   *
   * @param seconds between them
   * @param server processors that the server kept busy
   * @param client processors that this process kept busy
   * @param others processors that everybody else kept busy; NaN where unknown
   * @param steps a second that the server counted, in time or not
   * @param refusals calls a second that were answered with RESOURCE_EXHAUSTED
   * @param collections part of the time that garbage collections took
   * @param queued most calls at a time that waited or ran in sessions
   * @param heapBytes most of the heap at a time
   */
  record Use(
      double seconds,
      double server,
      double client,
      double others,
      double steps,
      double refusals,
      double collections,
      double queued,
      double heapBytes) {}

  static OverloadLook look(ServerProbe probe) throws IOException {
    return OverloadLook.of(
        probe.look().orElseThrow(() -> new IOException("the server shows no metrics")));
  }

  private void watch() {
    try {
      do {
        note(look(probe));
      } while (!over.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(OverloadLook look) {
    mostQueued = Math.max(mostQueued, look.queued());
    mostHeap = Math.max(mostHeap, look.heapBytes());
  }

  /** The use until now. */
  synchronized Use use() throws IOException {
    OverloadLook last = look(probe);
    double seconds = (System.nanoTime() - start) / 1e9;
    double server = last.serverSeconds() - first.serverSeconds();
    double client = last.clientSeconds() - first.clientSeconds();
    double all = last.machineSeconds() - first.machineSeconds();
    return new Use(
        seconds,
        server / seconds,
        client / seconds,
        Math.max(0, all - server - client) / seconds,
        (last.steps() - first.steps()) / seconds,
        (last.refusals() - first.refusals()) / seconds,
        (last.collectionSeconds() - first.collectionSeconds()) / seconds,
        mostQueued,
        mostHeap);
  }

  /** Ends watching. */
  @Override
  public void close() {
    over.countDown();
  }
}
