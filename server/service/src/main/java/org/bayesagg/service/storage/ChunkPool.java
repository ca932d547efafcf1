package org.bayesagg.service.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffers of a chunk, off the heap, that serve again and again: fresh memory costs more than what
 * is written into it. Thread-safe.
 */
final class ChunkPool {
  private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();
  private final AtomicLong bytes = new AtomicLong();

  /** An empty one, little-endian, with room for the header before its position. */
  ByteBuffer take() {
    ByteBuffer buffer = free.pollFirst();
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(Chunk.SIZE).order(ByteOrder.LITTLE_ENDIAN);
      bytes.addAndGet(Chunk.SIZE);
    }
    buffer.clear().position(Chunk.HEADER);
    return buffer;
  }

  /** It may be taken again. */
  void give(ByteBuffer buffer) {
    free.addFirst(buffer);
  }

  /** Of all buffers ever made. */
  long bytes() {
    return bytes.get();
  }
}
