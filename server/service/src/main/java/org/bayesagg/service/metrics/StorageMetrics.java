package org.bayesagg.service.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.bayesagg.service.storage.EmbeddedStorage;
import org.bayesagg.service.storage.StorageListener;

/** What keeping the sessions costs, and whether it works. */
public final class StorageMetrics implements StorageListener {
  private static final double NANOS = 1e9;
  private static final double[] BUCKETS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };

  private final CollectorRegistry registry;
  private final Counter appendedBytes;
  private final Histogram appendSeconds;
  private final Histogram syncSeconds;
  private final Counter snapshots;
  private final Counter snapshotBytes;
  private final Histogram copySeconds;
  private final Histogram writeSeconds;
  private final Gauge lastSnapshot;
  private final Counter failures;
  private final Counter replayedChanges;
  private final Counter replaySeconds;

  /** Registers its families. */
  public StorageMetrics(CollectorRegistry registry) {
    this.registry = registry;
    appendedBytes =
        Counter.build("bayesagg_journal_appended_bytes", "Bytes written into the journal.")
            .register(registry);
    appendSeconds =
        seconds(
            "bayesagg_journal_append_seconds", "From a change to where it outlives the process.");
    syncSeconds = seconds("bayesagg_journal_sync_seconds", "Syncs of the journal.");
    snapshots = Counter.build("bayesagg_snapshots", "Snapshots written.").register(registry);
    snapshotBytes =
        Counter.build("bayesagg_snapshot_bytes", "Bytes of the snapshots written.")
            .register(registry);
    copySeconds =
        seconds("bayesagg_snapshot_copy_seconds", "Copying a state, while its session waits.");
    writeSeconds = seconds("bayesagg_snapshot_write_seconds", "Writing a copied state.");
    lastSnapshot =
        Gauge.build(
                "bayesagg_snapshot_last_timestamp_seconds",
                "When a snapshot was last written, in seconds since 1970; 0 for never.")
            .register(registry);
    failures =
        Counter.build(
                "bayesagg_snapshot_failures",
                "Snapshots that could not be written; the journal keeps their changes.")
            .register(registry);
    replayedChanges =
        Counter.build("bayesagg_replayed_changes", "Changes made again when sessions were read.")
            .register(registry);
    replaySeconds =
        Counter.build("bayesagg_replay_seconds", "Time that reading sessions took, added up.")
            .register(registry);
  }

  private Histogram seconds(String name, String help) {
    return Histogram.build(name, help).buckets(BUCKETS).register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    Gauge.build(name, help)
        .create()
        .setChild(
            new Gauge.Child() {
              @Override
              public double get() {
                return value.getAsDouble();
              }
            })
        .register(registry);
  }

  /** Shows what a storage holds. */
  public void watch(EmbeddedStorage storage) {
    gauge("bayesagg_journal_bytes", "Bytes of the journal's files.", storage::journalBytes);
    gauge(
        "bayesagg_storage_buffer_bytes",
        "Memory of records and snapshots on their way to the disk, outside the heap.",
        storage::bufferBytes);
    gauge(
        "bayesagg_storage_free_bytes",
        "Room that is left on the data directory's disk.",
        storage::freeBytes);
    gauge(
        "bayesagg_storage_reserve_bytes",
        "Room on it below which contributions are refused.",
        storage::reserveBytes);
    gauge(
        "bayesagg_storage_failed",
        "1 while nothing can be kept, and so nothing is counted.",
        () -> storage.failure() == null ? 0 : 1);
  }

  /** Shows how many sessions are set aside. */
  public void watchSetAside(IntSupplier sessions) {
    gauge(
        "bayesagg_sessions_set_aside",
        "Sessions that are kept and cannot be read whole.",
        sessions::getAsInt);
  }

  @Override
  public void appended(long bytes, long nanos) {
    appendedBytes.inc((double) bytes);
    appendSeconds.observe(nanos / NANOS);
  }

  @Override
  public void synced(long nanos) {
    syncSeconds.observe(nanos / NANOS);
  }

  @Override
  public void snapshotWritten(long bytes, long copyNanos, long writeNanos) {
    snapshots.inc();
    snapshotBytes.inc((double) bytes);
    copySeconds.observe(copyNanos / NANOS);
    writeSeconds.observe(writeNanos / NANOS);
    lastSnapshot.setToCurrentTime();
  }

  @Override
  public void snapshotFailed() {
    failures.inc();
  }

  @Override
  public void replayed(long changes, long nanos) {
    replayedChanges.inc((double) changes);
    replaySeconds.inc(nanos / NANOS);
  }
}
