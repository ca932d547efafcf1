package org.bayesagg.cli.conformance;

import java.util.List;
import org.bayesagg.client.StreamUse;

/** How conformance sends its contributions. */
enum Transport {
  /** As a training run would: unary calls, and the stream for what is large. */
  UNARY(StreamUse.AUTO),
  /** All on the stream. */
  STREAM(StreamUse.ALWAYS),
  /** Every case twice. */
  BOTH(StreamUse.AUTO, StreamUse.ALWAYS);

  private final List<StreamUse> uses;

  Transport(StreamUse... uses) {
    this.uses = List.of(uses);
  }

  List<StreamUse> uses() {
    return uses;
  }
}
