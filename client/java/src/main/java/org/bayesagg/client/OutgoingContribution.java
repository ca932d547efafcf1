package org.bayesagg.client;

import org.bayesagg.v1.AggregateRequest;

/**
 * A contribution on its way out.
 *
 * @param outline the message, large features announced
 * @param features their bytes; null where the outline carries them
 * @param traceParent the step's span on the wire; empty for none
 */
record OutgoingContribution(AggregateRequest outline, OutgoingArray features, String traceParent) {

  /** One that is not traced. */
  OutgoingContribution(AggregateRequest outline, OutgoingArray features) {
    this(outline, features, "");
  }

  /** The same, traced. */
  OutgoingContribution within(String parent) {
    return new OutgoingContribution(outline, features, parent);
  }

  /** The size as one message. */
  long bytes() {
    return outline.getSerializedSize() + (features == null ? 0L : features.bytes());
  }

  /** One message. */
  AggregateRequest whole() {
    if (features == null) {
      return outline;
    }
    AggregateRequest.Builder whole = outline.toBuilder();
    whole.getFeaturesBuilder().setData(features.whole());
    return whole.build();
  }

  /** Reads what is still to be read of the caller's arrays. */
  void encodeAll() {
    if (features != null) {
      features.encodeAll();
    }
  }
}
