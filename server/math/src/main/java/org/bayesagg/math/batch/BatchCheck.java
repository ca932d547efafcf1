package org.bayesagg.math.batch;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.LikelihoodKind.LabelRange;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.spec.Violation;

/**
 * Everything that a batch must fulfil before it may reach the maths: lengths, finite values,
 * ranges.
 *
 * <p>Values are bounded by {@link #LARGEST} = 2^50, so that no sum of squares of them overflows in
 * float64.
 */
public final class BatchCheck {
  /** The largest magnitude of a feature, label, gradient or weight. */
  public static final float LARGEST = 0x1p50f;

  private final AggregationSpec spec;
  private final Batch batch;
  private final List<Violation> violations = new ArrayList<>();

  private BatchCheck(AggregationSpec spec, Batch batch) {
    this.spec = spec;
    this.batch = batch;
  }

  /**
   * Checks a batch; changes nothing. Cost O(n (d + Σ o)), and O(n d o) for output gradients.
   *
   * @throws InvalidBatchException naming every wrong field
   */
  public static void check(AggregationSpec spec, Batch batch) {
    BatchCheck check = new BatchCheck(spec, batch);
    check.run();
    if (!check.violations.isEmpty()) {
      throw new InvalidBatchException(check.violations);
    }
  }

  /**
   * Checks features alone [n, d].
   *
   * @throws InvalidBatchException naming what is wrong
   */
  public static void features(AggregationSpec spec, float[] features, int examples) {
    BatchCheck check = new BatchCheck(spec, new Batch(examples, features, List.of(), null));
    if (check.values("features", features, (long) examples * spec.featureDim())) {
      check.magnitude("features", features);
    }
    if (!check.violations.isEmpty()) {
      throw new InvalidBatchException(check.violations);
    }
  }

  private void run() {
    int n = batch.examples();
    if (n < 1) {
      wrong("features", n + " examples", "at least 1");
      return;
    }
    if (values("features", batch.features(), (long) n * spec.featureDim())) {
      magnitude("features", batch.features());
    }
    float[] weights = batch.exampleWeights();
    if (weights != null
        && values("example_weights", weights, n)
        && magnitude("example_weights", weights)) {
      nonNegative(weights);
    }
    if (batch.tasks().size() != spec.tasks().size()) {
      wrong("tasks", batch.tasks().size() + " entries", spec.tasks().size() + ", null for absent");
      return;
    }
    for (int t = 0; t < spec.tasks().size(); t++) {
      if (batch.tasks().get(t) != null) {
        task(spec.tasks().get(t), batch.tasks().get(t));
      }
    }
  }

  private void task(TaskSpec task, TaskBatch given) {
    String field = "tasks[\"" + task.name() + "\"]";
    int n = batch.examples();
    long entries = (long) n * task.outputs();
    boolean head =
        values(field + ".head", given.head(), (long) task.outputs() * (spec.featureDim() + 1))
            && magnitude(field + ".head", given.head());
    if (given.mask() != null && given.mask().length != n) {
      wrong(field + ".mask", given.mask().length + " values", String.valueOf(n));
      return;
    }
    if (given.observation() instanceof Observation.Dense dense) {
      if (values(field + ".labels", dense.values(), entries)) {
        LabelCheck.dense(task, given, dense.values(), n, this::wrong, field + ".labels");
      }
    } else if (given.observation() instanceof Observation.Classes classes) {
      classes(task, given, classes.values(), field + ".labels");
    } else if (given.observation() instanceof Observation.OutputGradients gradients) {
      String name = field + ".output_gradients";
      if (values(name, gradients.values(), entries) && head && violations.isEmpty()) {
        LabelCheck.gradients(spec, batch, task, given, this::wrong, name);
      }
    } else {
      wrong(field + ".observation", "none", "labels or output gradients");
    }
  }

  private void classes(TaskSpec task, TaskBatch given, int[] values, String field) {
    if (task.likelihood().labelRange() != LabelRange.PROBABILITIES) {
      wrong(field, "classes", "numbers: " + task.likelihood() + " tasks have no classes");
      return;
    }
    if (values.length != batch.examples()) {
      wrong(field, values.length + " values", String.valueOf(batch.examples()));
      return;
    }
    for (int i = 0; i < values.length; i++) {
      if (given.labelled(i) && (values[i] < 0 || values[i] >= task.outputs())) {
        wrong(field, values[i] + " at example " + i, "a class from 0 to " + (task.outputs() - 1));
        return;
      }
    }
  }

  private boolean values(String field, float[] values, long expected) {
    if (values == null || values.length != expected) {
      wrong(field, values == null ? "none" : values.length + " values", expected + " values");
      return false;
    }
    return true;
  }

  private boolean magnitude(String field, float[] values) {
    int bad = Magnitude.firstBeyond(values, LARGEST);
    if (bad >= 0) {
      wrong(field, values[bad] + " at index " + bad, "finite values of magnitude up to " + LARGEST);
    }
    return bad < 0;
  }

  private void nonNegative(float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] < 0) {
        wrong("example_weights", weights[i] + " at example " + i, "at least 0");
        return;
      }
    }
  }

  private void wrong(String field, String got, String expected) {
    violations.add(new Violation(field, got, expected));
  }
}
