package org.bayesagg.service.session;

import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;

/**
 * What one worker sends for one step, decoded and checked in form.
 *
 * @param key its name
 * @param shard the block of examples; the worker's name where it said none
 * @param batch the examples; owned by the session until the answer is complete
 * @param outputs what the answer holds
 * @param digest of the content, so that another contribution under the same name is noticed
 * @param arrivalNanos {@code System.nanoTime()} of its arrival
 * @param acknowledged the worker's highest step of which it has the answer; null where it does not
 *     say
 */
public record Contribution(
    ContributionKey key,
    String shard,
    Batch batch,
    StepOutputs outputs,
    long digest,
    long arrivalNanos,
    LedgerState.Place acknowledged) {

  /** One whose worker does not say what it has the answer of. */
  public Contribution(
      ContributionKey key,
      String shard,
      Batch batch,
      StepOutputs outputs,
      long digest,
      long arrivalNanos) {
    this(key, shard, batch, outputs, digest, arrivalNanos, null);
  }
}
