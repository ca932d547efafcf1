package org.bayesagg.math.inspection;

import org.bayesagg.math.Prediction;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.LikelihoodKind;
import org.bayesagg.math.spec.TaskSpec;

/**
 * Whether one task's predictions are as certain as they claim: how often what was predicted with a
 * probability came true. Older examples fade. For one thread.
 *
 * <p>Gaussian tasks: of labels, the share inside the central interval of the predictive N(m, s²)
 * that should hold a share q of them, for q = 0.1 … 0.9. Others: in ten bins of the predicted
 * probability of an output or class, its mean and how often the label said so.
 */
public final class Calibration {
  /** Half-widths, in standard deviations, of the central intervals that hold 10 % … 90 %. */
  private static final double[] HALF_WIDTHS = {
    0.12566135,
    0.25334710,
    0.38532047,
    0.52440051,
    0.67448975,
    0.84162123,
    1.03643339,
    1.28155157,
    1.64485363
  };

  private static final int BINS = 10;

  private final TaskSpec task;
  private final double keep;
  private final double[] predicted;
  private final double[] came;
  private final double[] count;
  private long examples;

  /**
   * Of a task, nothing seen yet.
   *
   * @param keep the weight that what was seen keeps with each call of {@link #add}, (0, 1]
   */
  public Calibration(TaskSpec task, double keep) {
    this.task = task;
    this.keep = keep;
    int points = isInterval() ? HALF_WIDTHS.length : BINS;
    this.predicted = new double[points];
    this.came = new double[points];
    this.count = new double[points];
  }

  /** Whether the points are intervals of a Gaussian, not probabilities. */
  public boolean isInterval() {
    return task.likelihood() == LikelihoodKind.GAUSSIAN;
  }

  /**
   * Takes predictions and what came true.
   *
   * @param batch whose first {@code examples} were predicted before they were counted; lent until
   *     the call returns
   * @param part the task's part of it
   */
  public void add(int d, Batch batch, TaskBatch part, Prediction prediction, int examples) {
    for (int b = 0; b < count.length; b++) {
      predicted[b] *= keep;
      came[b] *= keep;
      count[b] *= keep;
    }
    LabelReader reader = new LabelReader(task, d, batch, part);
    int o = task.outputs();
    for (int i = 0; i < examples; i++) {
      if (!part.labelled(i)) {
        continue;
      }
      reader.read(i);
      this.examples++;
      for (int k = 0; k < o; k++) {
        int at = i * o + k;
        if (isInterval()) {
          double deviation = Math.abs(reader.label()[k] - prediction.mean()[at]);
          addInterval(deviation / Math.sqrt(prediction.variance()[at]));
        } else {
          addProbability(prediction.mean()[at], reader.label()[k]);
        }
      }
    }
  }

  private void addInterval(double deviations) {
    for (int b = 0; b < HALF_WIDTHS.length; b++) {
      predicted[b] += (b + 1) * 0.1;
      came[b] += deviations <= HALF_WIDTHS[b] ? 1 : 0;
      count[b]++;
    }
  }

  private void addProbability(double probability, double label) {
    int bin = (int) Math.min(BINS - 1, Math.max(0, Math.floor(probability * BINS)));
    predicted[bin] += probability;
    came[bin] += label;
    count[bin]++;
  }

  /** Points that hold anything, in order. */
  public int points() {
    int points = 0;
    for (double held : count) {
      points += held > 0.5 ? 1 : 0;
    }
    return points;
  }

  /** The predicted share or probability of each point, in order. */
  public double[] expected() {
    return means(predicted);
  }

  /** How often it came true. Calibrated: equal to {@link #expected}. */
  public double[] observed() {
    return means(came);
  }

  /** Labelled examples seen, faded ones included. */
  public long examples() {
    return examples;
  }

  private double[] means(double[] sums) {
    double[] means = new double[points()];
    int at = 0;
    for (int b = 0; b < count.length; b++) {
      if (count[b] > 0.5) {
        means[at++] = sums[b] / count[b];
      }
    }
    return means;
  }
}
