package org.bayesagg.math.scenario;

/**
 * What random batches look like.
 *
 * @param examples n of the first shard; the others have fewer
 * @param shards shards of a step
 * @param featureScale standard deviation of the features
 * @param labels how observations come
 * @param masks whether labels are missing here and there
 * @param weights whether examples have weights, some of them 0
 * @param uncovered whether a shard may lack a task
 * @param ownHeads whether every shard of a step has its own heads
 */
record DataShape(
    int examples,
    int shards,
    double featureScale,
    Labels labels,
    boolean masks,
    boolean weights,
    boolean uncovered,
    boolean ownHeads) {

  /** How observations come. */
  enum Labels {
    HARD,
    SOFT,
    GRADIENTS
  }
}
