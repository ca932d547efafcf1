package org.bayesagg.service.session;

import java.util.List;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.batch.Batch;

/**
 * A step as somebody wants to look at it, taken before it was counted. Arrays are shared and never
 * modified.
 *
 * @param epoch of its first contribution
 * @param step of its first contribution
 * @param batches of its contributions
 * @param examples the first of the first batch, of which predictions were made
 * @param predictions of those examples by task, by the posterior before the step; null where the
 *     batch lacks the task, or all of them in warm-up
 */
public record Inspection(
    long epoch, long step, List<Batch> batches, int examples, List<Prediction> predictions) {}
