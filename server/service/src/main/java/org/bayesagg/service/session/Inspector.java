package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.NoPriorException;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.batch.Batch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes {@link Inspection}s. Changes nothing, and fails no step. */
final class Inspector {
  private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);

  /** Enough to see whether predictions are calibrated, and few beside those of the step. */
  private static final int MOST_EXAMPLES = 64;

  private static final int MOST_TASKS = 32;

  private Inspector() {}

  /** Looks at a step that is about to be counted; null where that fails. */
  static Inspection look(StepMaths maths, int featureDim, List<Contribution> contributions) {
    try {
      Contribution first = contributions.get(0);
      Batch batch = first.batch();
      int examples = Math.min(MOST_EXAMPLES, batch.examples());
      return new Inspection(
          first.key().epoch(),
          first.key().step(),
          contributions.stream().map(Contribution::batch).toList(),
          examples,
          maths.hasPrior() ? predictions(maths, featureDim, batch, examples) : null);
    } catch (NoPriorException e) {
      return null;
    } catch (RuntimeException e) {
      LOG.warn("a step could not be looked at", e);
      return null;
    }
  }

  private static List<Prediction> predictions(
      StepMaths maths, int featureDim, Batch batch, int examples) {
    float[] features = Arrays.copyOf(batch.features(), examples * featureDim);
    List<Prediction> predictions = new ArrayList<>();
    for (int task = 0; task < batch.tasks().size(); task++) {
      boolean asked = task < MOST_TASKS && batch.tasks().get(task) != null;
      predictions.add(asked ? maths.predict(task, features, examples) : null);
    }
    return predictions;
  }
}
