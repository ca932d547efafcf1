package org.bayesagg.service.storage;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How sessions are kept.
 *
 * @param folder the data directory
 * @param sync when the journal outlives the machine's power
 * @param repair what is done with damage
 * @param snapshotBytes journalled bytes of a session after which a snapshot is made
 * @param replay a snapshot is made before making the changes again would take longer
 * @param reserveBytes room on the disk below which nothing more is counted
 * @param largeBytes from which on a chunk is written beside the database, unless each is synced
 */
public record StorageSettings(
    Path folder,
    JournalSync sync,
    JournalRepair repair,
    long snapshotBytes,
    Duration replay,
    long reserveBytes,
    int largeBytes) {
  /** Below, a second write takes longer than the copies that a database makes. */
  public static final int LARGE_BYTES = 8 << 10;
}
