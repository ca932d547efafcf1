package org.bayesagg.cuda.run;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cuda.device.PinnedMemory;
import org.bayesagg.math.StepOutputs;

/**
 * What a step brings back only where it is asked for: gradient moments, posterior means, and the
 * labels of a step that is kept for an exact epoch. In memory of its own.
 */
final class StepExtras implements AutoCloseable {
  private final boolean moments;
  private final boolean means;
  private final boolean labels;
  private final List<Fetch> fetches = new ArrayList<>();

  /** Values to be brought back. */
  private static final class Fetch {
    private final String key;
    private final long from;
    private final long bytes;
    private final PinnedMemory to = new PinnedMemory();

    Fetch(String key, long from, long bytes) {
      this.key = key;
      this.from = from;
      this.bytes = bytes;
    }
  }

  StepExtras(StepOutputs outputs, boolean bayesian, boolean labels) {
    this.moments = outputs.gradientMoments() && bayesian;
    this.means = outputs.posteriorMeans() && bayesian;
    this.labels = labels;
  }

  /** Rows' moments, into [n, rows of the task, d] of each task. */
  void moments(StepContext step, int g, RowSet rows) {
    if (!moments) {
      return;
    }
    TaskGroup group = step.group(g);
    int columns = group.categorical() ? 1 : group.columns();
    long size = (long) step.n * columns * step.d;
    long mean = step.memory().floats("moment means " + g, size);
    long variance = step.memory().floats("moment variances " + g, size);
    // By column: all rows lie together, [n, columns of the group, d].
    step.launch("moments")
        .struct(rows.words())
        .at(step.in.shardOf())
        .ints(columns)
        .at(mean, variance)
        .elements((long) step.n * rows.columns() * step.d);
    if (rows.first() + rows.columns() == columns) {
      fetch(step, "mean " + g, mean, size * Float.BYTES);
      fetch(step, "variance " + g, variance, size * Float.BYTES);
    }
  }

  void moments(StepContext step, int g, StoredMoments stored) {
    if (moments) {
      long bytes = (long) step.n * step.d * Float.BYTES;
      long mean = step.memory().floats("moment means " + g, (long) step.n * step.d);
      long variance = step.memory().floats("moment variances " + g, (long) step.n * step.d);
      step.lane.copy(mean, stored.expected(), bytes);
      step.lane.copy(variance, stored.variance(), bytes);
      fetch(step, "mean " + g, mean, bytes);
      fetch(step, "variance " + g, variance, bytes);
    }
  }

  /** The divisor of FIRST. */
  void divisor(long at, int width) {
    fetches.add(new Fetch("divisor", at, (long) width * Float.BYTES));
  }

  /** The means after the step. */
  void means(StepContext step, int g) {
    if (means) {
      TaskGroup group = step.group(g);
      long rows = group.informationRows();
      long bytes = rows * group.weights(step.d) * Double.BYTES;
      fetch(step, "means " + g, step.step(g).means(), bytes);
    }
  }

  private void fetch(StepContext step, String key, long from, long bytes) {
    if (key.startsWith("mean ") || key.startsWith("variance ")) {
      step.launch("check_finite")
          .at(from)
          .longs(bytes / Float.BYTES)
          .at(step.out.status())
          .elements(bytes / Float.BYTES);
    }
    fetches.add(new Fetch(key, from, bytes));
  }

  /** Weights of examples must be finite too; labels are wanted where the step is kept. */
  void check(StepContext step) {
    for (int g = 0; labels && g < step.layout.groups().size(); g++) {
      long bytes = (long) step.n * step.group(g).columns() * Float.BYTES;
      fetches.add(new Fetch("labels " + g, step.in.labels(g), bytes));
    }
    step.out.checkWeights(step);
  }

  /** Brings everything back, in the stream's order. */
  void fetch(StepContext step) {
    for (Fetch fetch : fetches) {
      fetch.to.reserve(fetch.bytes);
      step.lane.download(fetch.to.address(), fetch.from, fetch.bytes);
    }
  }

  /** All floats of a key; null where there are none. */
  float[] floats(String key) {
    for (Fetch fetch : fetches) {
      if (fetch.key.equals(key)) {
        float[] values = new float[Math.toIntExact(fetch.bytes / Float.BYTES)];
        fetch.to.buffer().asFloatBuffer().get(values);
        return values;
      }
    }
    return null;
  }

  /** All doubles of a key; null where there are none. */
  double[] doubles(String key) {
    for (Fetch fetch : fetches) {
      if (fetch.key.equals(key)) {
        double[] values = new double[Math.toIntExact(fetch.bytes / Double.BYTES)];
        fetch.to.buffer().asDoubleBuffer().get(values);
        return values;
      }
    }
    return null;
  }

  @Override
  public void close() {
    fetches.forEach(fetch -> fetch.to.close());
  }
}
