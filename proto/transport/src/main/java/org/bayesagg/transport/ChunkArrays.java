package org.bayesagg.transport;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Arrays into which chunks are read, used again: a fresh one is zeroed first and lies in no cache.
 * Thread-safe. One that does not come back is garbage like any other.
 */
final class ChunkArrays {
  /** A chunk as the contract advises, and what is around it. */
  static final int BYTES = (1 << 20) + 256;

  /** Below this a fresh array costs nothing to speak of. */
  private static final int LEAST = 64 << 10;

  /** As many as chunks that are read at a time. */
  private static final int KEPT = 4;

  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

  /** An array for so many bytes, and what was in it. */
  byte[] take(int bytes) {
    if (bytes < LEAST || bytes > BYTES) {
      return new byte[bytes];
    }
    byte[] used = free.poll();
    return used == null ? new byte[BYTES] : used;
  }

  /** Takes an array back that nobody reads any more. */
  void giveBack(byte[] array) {
    if (array.length == BYTES) {
      // Where there are enough it is dropped.
      var unused = free.offer(array);
    }
  }
}
