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
 */
public record StorageSettings(
    Path folder,
    JournalSync sync,
    JournalRepair repair,
    long snapshotBytes,
    Duration replay,
    long reserveBytes) {}
