package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sealed chunks in the order of their places, on a disk, shared by the logs of all sessions.
 * Thread-safe, but one thread at a time puts into a log.
 *
 * <p>What {@link #put} has returned from outlives the process; what {@link #sync} has returned from
 * outlives the machine's power as well. Failures are {@link
 * org.bayesagg.service.session.StorageException}s; after one, nothing more can be put.
 */
interface Journal extends AutoCloseable {
  /** Keeps a chunk, from 0 to its limit, in the place of one that was there; lent. */
  void put(Chunk.Place place, ByteBuffer chunk);

  /** Returns when all that was put outlives the machine's power. */
  void sync();

  /**
   * Visits the chunks of a log in order, from a sequence on, until there are none or the visitor
   * has seen enough.
   */
  void read(long log, long from, Visitor visitor);

  /** The highest sequence of a log, or 0 where it has none. */
  long last(long log);

  /** The logs that have chunks. */
  List<Long> logs();

  /** Forgets the chunks of a log with sequences from {@code from} to {@code through}. */
  void cut(long log, long from, long through);

  /** Bytes on the disk, about. */
  long bytes();

  @Override
  void close();

  /** Looks at chunks. */
  interface Visitor {
    /**
     * A chunk, whole and unchecked.
     *
     * @param chunk the visitor's own
     * @return whether to go on
     */
    boolean chunk(Chunk.Place place, ByteBuffer chunk);
  }
}
