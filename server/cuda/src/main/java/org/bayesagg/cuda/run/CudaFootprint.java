package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.Footprint;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;

/** Counts beforehand what a run will take of the device's memory. */
public final class CudaFootprint {
  private final RunLayout layout;
  private final AggregationSpec spec;
  private final long n;
  private final long d;

  /** Of a run whose steps have at most so many examples. */
  public CudaFootprint(AggregationSpec spec, int maxExamples) {
    this.layout = new RunLayout(spec);
    this.spec = spec;
    this.n = maxExamples;
    this.d = spec.featureDim();
  }

  /** State on the device, a step's working memory there, stored epochs on the host. */
  public Footprint footprint() {
    long state = 0;
    long step = 0;
    for (TaskGroup group : layout.groups()) {
      state += state(group);
      step += step(group);
    }
    long ld = Stack.padded((int) d + 1);
    long inputs = n * ld * (Float.BYTES + Double.BYTES);
    long sums = n * d * Float.BYTES * 3;
    long packed = n * (d + 2) * Float.BYTES;
    long store =
        spec.priorRefresh() instanceof PriorRefresh.ExactEpoch exact
            ? 2 * exact.maxExamples() * storedExample()
            : 0;
    return new Footprint(state, inputs + sums + packed + step, store);
  }

  private long state(TaskGroup group) {
    long q = group.size();
    long square = group.diagonal() ? q : q * Stack.padded((int) q);
    long blocks = group.blocks();
    long vector = (long) group.informationRows() * group.weights((int) d) * Double.BYTES;
    long evidence = spec.priorRefresh() instanceof PriorRefresh.StreamingEpoch ? 2 : 1;
    long bytes = evidence * (blocks * square * Double.BYTES + vector);
    if (!spec.forgetting() && !group.diagonal() && !group.coupled()) {
      bytes += blocks * (square * Float.BYTES + q * Double.BYTES) + vector;
    }
    if (spec.refreshInterval() > 1 && !group.diagonal()) {
      bytes += 2 * blocks * (square + q) * Double.BYTES;
    }
    return bytes;
  }

  /** By block up to the bound on what is worked on at a time; by example and column. */
  private long step(TaskGroup group) {
    long q = Stack.padded(group.size());
    long each =
        group.diagonal()
            ? n * q * Float.BYTES
            : (4 * q * q + 2 * n * q) * Double.BYTES + n * q * Float.BYTES;
    long bound = Math.max(each, 2L << 30);
    long columns = group.columns();
    long small = n * columns * (7L * Double.BYTES + 10L * Float.BYTES);
    return Math.min(each * group.blocks(), bound) + small;
  }

  private long storedExample() {
    long floats = d + 1;
    for (int t = 0; t < layout.tasks(); t++) {
      floats += spec.tasks().get(t).outputs() + 1L;
    }
    return floats * Float.BYTES;
  }
}
