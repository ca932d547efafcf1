package org.bayesagg.service.storage;

/**
 * Told what happens in the storage, for metrics; from many threads. Every method does nothing
 * unless overridden.
 */
public interface StorageListener {
  /** Listens to nothing. */
  StorageListener NONE = new StorageListener() {};

  /** A change was appended; {@code nanos} from when it was given until it was kept. */
  default void appended(long bytes, long nanos) {}

  /** The journal was synced. */
  default void synced(long nanos) {}

  /** A snapshot was written. */
  default void snapshotWritten(long bytes, long copyNanos, long writeNanos) {}

  /** A snapshot could not be written; the journal keeps what it would have held. */
  default void snapshotFailed() {}

  /** A session was read; {@code changes} were made again. */
  default void replayed(long changes, long nanos) {}
}
