package org.bayesagg.cli.bench;

import org.bayesagg.client.StreamUse;

/** How contributions travel. */
enum Transport {
  /** As the client chooses, by size. */
  AUTO(StreamUse.AUTO),
  /** Unary calls alone; what is too large for one is refused. */
  UNARY(StreamUse.AUTO),
  /** All on the stream. */
  STREAM(StreamUse.ALWAYS);

  /** Up to where the client sends a contribution, and takes an answer, by a unary call. */
  private static final long UNARY_BYTES = 3 << 20;

  private final StreamUse use;

  Transport(StreamUse use) {
    this.use = use;
  }

  StreamUse use() {
    return use;
  }

  /** Whether a step with so many bytes of arrays each way can travel so. */
  boolean carries(long requestBytes, long answerBytes) {
    return this != UNARY || Math.max(requestBytes, answerBytes) < UNARY_BYTES;
  }
}
