package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.PinnedMemory;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.likelihood.Helmert;
import org.bayesagg.math.spec.TaskSpec;

/** What is known before the next step, for those who ask: posteriors and predictions. */
final class PriorViews {
  private static final StepOutputs NOTHING = new StepOutputs(false, false, false, false, false);

  private final RunLayout layout;
  private final RunMemory memory;
  private final Lane lane;

  PriorViews(RunLayout layout, RunMemory memory, Lane lane) {
    this.layout = layout;
    this.memory = memory;
    this.lane = lane;
  }

  /** Mean, and where asked for precision and covariance, of a task. */
  PosteriorView view(int task, boolean precision, boolean covariance) {
    TaskGroup group = layout.groupOf(task);
    int g = layout.groups().indexOf(group);
    StepContext step = context(new float[0], 0);
    step.layInputs(true);
    checked(step, () -> means(step, g));
    int local = group.tasks().indexOf(task);
    int p = group.weights(step.d);
    int rows = group.coupled() ? group.contrasts() : group.spec(local).outputs();
    long from = step.step(g).means() + (long) group.firstInformationRow(local) * p * Double.BYTES;
    double[] mean = doubles(from, rows * p);
    if (group.coupled()) {
      mean = Helmert.of(group.columns()).expand(mean, p);
    }
    double prior = group.spec(local).priorVariance();
    return new PosteriorView(
        mean,
        precision ? matrices(step, g, local, false, 1 / prior) : null,
        covariance ? matrices(step, g, local, true, prior) : null,
        group.shape(local).matrixShape());
  }

  private void means(StepContext step, int g) {
    new PosteriorPhase(step, new Grams(step), false, true).meansAlone(g, false);
  }

  /**
   * Λ or Λ⁻¹ of a task's blocks, with both triangles; in classes where they are kept in contrasts.
   */
  private double[] matrices(StepContext step, int g, int local, boolean inverse, double constant) {
    TaskGroup group = layout.groups().get(g);
    int first = group.firstBlockOf(local);
    int blocks = group.shape(local).blocks();
    int q = group.size();
    PosteriorPhase posterior = new PosteriorPhase(step, new Grams(step), true, false);
    if (group.diagonal()) {
      Products products = posterior.of(g, first, blocks, false);
      double[] values = doubles(products.diagonal(), blocks * q);
      for (int j = 0; !inverse && j < values.length; j++) {
        values[j] = 1 / values[j];
      }
      return values;
    }
    PrecisionFactors factors = new PrecisionFactors(step, new Grams(step));
    double[] all = new double[Math.multiplyExact(blocks, Math.multiplyExact(q, q))];
    for (int b = 0; b < blocks; b++) {
      int block = first + b;
      Stack[] made = new Stack[1];
      if (inverse) {
        checked(step, () -> made[0] = factors.covariance(g, block));
      } else {
        made[0] = factors.precision(g, block, 1, false);
        factors.mirror(made[0]);
      }
      for (int i = 0; i < q; i++) {
        double[] row = doubles(made[0].rows(i, 1).address(), q);
        System.arraycopy(row, 0, all, (b * q + i) * q, q);
      }
    }
    return group.coupled()
        ? Helmert.of(group.columns()).expandMatrix(all, group.weights(step.d), constant)
        : all;
  }

  /**
   * Predictions of examples.
   *
   * @param scale of the task's rows, where their noise comes from the loss; empty for 1
   */
  Prediction predict(int task, float[] features, int examples, double[] scale) {
    TaskGroup group = layout.groupOf(task);
    int g = layout.groups().indexOf(group);
    int local = group.tasks().indexOf(task);
    TaskSpec own = group.spec(local);
    int o = own.outputs();
    StepContext step = context(features, examples);
    long size = (long) examples * o;
    long mean = step.memory().floats("predicted means", size);
    long variance = step.memory().floats("predicted variances", size);
    checked(step, () -> predict(step, g, local, mean, variance));
    float[] means = floats(mean, (int) size);
    float[] variances = floats(variance, (int) size);
    for (int i = 0; group.gaussian() && scale.length > 0 && i < size; i++) {
      variances[i] = (float) (scale[i % o] * variances[i]);
    }
    return new Prediction(means, variances);
  }

  private void predict(StepContext step, int g, int local, long mean, long variance) {
    TaskGroup group = layout.groups().get(g);
    int first = group.firstBlockOf(local);
    int blocks = group.shape(local).blocks();
    int column = group.firstColumnOf(local);
    int o = group.spec(local).outputs();
    step.layInputs(true);
    PosteriorPhase posterior = new PosteriorPhase(step, new Grams(step), false, true);
    Products products = posterior.of(g, first, blocks, false);
    RowSet.Centre centre = new CentrePhase(step).means(g, column, o);
    if (group.categorical()) {
      new CategoricalPhase(step, g, false)
          .predict(posterior.whole(g, products), centre.logits(), mean, variance);
    } else if (group.gaussian()) {
      step.launch("predict_gaussian")
          .at(centre.logits(), products.variance())
          .reals(group.spec(local).noiseVariance())
          .at(mean, variance)
          .ints(step.n, group.columns(), column, o)
          .elements((long) step.n * o);
    } else {
      step.launch("predict_bernoulli")
          .at(centre.logits(), products.variance())
          .struct(step.constants.rules())
          .at(mean, variance)
          .ints(step.n, group.columns(), column, o)
          .elements((long) step.n * o);
    }
  }

  /** A step of examples without labels and heads. */
  private StepContext context(float[] features, int examples) {
    Inbox in = new Inbox(layout, examples, 1);
    Outbox out = new Outbox(layout, examples, NOTHING, 0);
    lane.finish();
    in.open(lane);
    out.open(lane);
    in.features(0, features, 0);
    for (int g = 0; g < layout.groups().size(); g++) {
      TaskGroup group = layout.groups().get(g);
      for (int local = 0; local < group.tasks().size(); local++) {
        in.stored(g, local, null, null, null);
        in.total(g, local, 0);
        in.keep(g, local, 1);
      }
    }
    return new StepContext(
        layout, memory.constants(), memory.groups(), lane, new int[] {0, examples}, in, out);
  }

  /** Works, with more jitter where a factor fails. */
  private void checked(StepContext step, Runnable work) {
    Jitter jitter = new Jitter(layout);
    do {
      step.out.open(lane);
      jitter.pack(step.in);
      step.in.send();
      work.run();
      step.out.fetch(lane);
      lane.finish();
    } while (jitter.raise(step.out));
  }

  private double[] doubles(long from, int count) {
    double[] values = new double[count];
    try (PinnedMemory to = new PinnedMemory()) {
      var buffer = to.reserve((long) count * Double.BYTES);
      lane.download(to.address(), from, (long) count * Double.BYTES);
      lane.finish();
      buffer.asDoubleBuffer().get(values);
    }
    return values;
  }

  private float[] floats(long from, int count) {
    float[] values = new float[count];
    try (PinnedMemory to = new PinnedMemory()) {
      var buffer = to.reserve((long) count * Float.BYTES);
      lane.download(to.address(), from, (long) count * Float.BYTES);
      lane.finish();
      buffer.asFloatBuffer().get(values);
    }
    return values;
  }
}
