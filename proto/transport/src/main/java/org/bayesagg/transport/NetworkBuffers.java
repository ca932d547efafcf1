package org.bayesagg.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/** Where the network's buffers come from. */
public final class NetworkBuffers {
  private static final int ARENAS = 2;
  private static final int PAGE_BYTES = 8 << 10;

  /**
   * 8 MiB. In the 2 MiB that gRPC takes, what is on its way of one message fills chunk after chunk,
   * and an empty chunk is given back to the system: every large message then touched fresh memory.
   */
  private static final int CHUNK_ORDER = 10;

  private static final ByteBufAllocator ALLOCATOR =
      new PooledByteBufAllocator(
          true,
          1,
          ARENAS,
          PAGE_BYTES,
          CHUNK_ORDER,
          PooledByteBufAllocator.defaultSmallCacheSize(),
          PooledByteBufAllocator.defaultNormalCacheSize(),
          true);

  private NetworkBuffers() {}

  /** The one allocator of this process's connections. */
  public static ByteBufAllocator allocator() {
    return ALLOCATOR;
  }
}
