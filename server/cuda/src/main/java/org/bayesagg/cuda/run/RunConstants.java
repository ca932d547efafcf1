package org.bayesagg.cuda.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cuda.device.DeviceWorkspace;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.math.likelihood.QuadratureTables;
import org.bayesagg.math.spec.TaskSpec;

/** What a run's kernels read that never changes: uploaded once. */
final class RunConstants implements AutoCloseable {
  private final DeviceWorkspace memory;
  private final List<Group> groups = new ArrayList<>();
  private final long exponents;
  private final long exponentDoubles;
  private final long[] rules;

  /**
   * Of a group.
   *
   * @param precision 1/ν by column
   * @param blockScale 1/ν by block
   * @param inversePrior 1/γ by block
   * @param points of a categorical group of three classes or more; null otherwise
   */
  record Group(
      long taskOf,
      long blockOf,
      long rowOf,
      long firstColumn,
      long precision,
      long blockScale,
      long inversePrior,
      long[] points,
      int mostPoints) {}

  private final Lane lane;

  RunConstants(RunLayout layout, DeviceWorkspace memory, Lane lane) {
    this.memory = memory;
    this.lane = lane;
    int rows = layout.spec().rows();
    float[] s = new float[rows];
    double[] wide = new double[rows];
    for (int t = 0; t < layout.tasks(); t++) {
      TaskSpec task = layout.spec().tasks().get(t);
      for (int r = 0; r < task.rows(); r++) {
        s[layout.spec().firstRow(t) + r] = (float) task.uncertaintyExponent();
        wide[layout.spec().firstRow(t) + r] = task.uncertaintyExponent();
      }
    }
    exponents = floats("exponents", s);
    exponentDoubles = doubles("exponents in float64", wide);
    QuadratureTables.Table grid = QuadratureTables.trapezoid();
    QuadratureTables.Table legendre = QuadratureTables.legendre();
    rules =
        new long[] {
          doubles("grid nodes", grid.nodes()),
          doubles("grid weights", grid.weights()),
          doubles("grid steps", grid.limits()),
          ints("grid starts", grid.starts()),
          doubles("Legendre nodes", legendre.nodes()),
          doubles("Legendre weights", legendre.weights()),
          grid.rules()
        };
    for (int g = 0; g < layout.groups().size(); g++) {
      groups.add(group(layout.groups().get(g), " " + g));
    }
  }

  private Group group(TaskGroup group, String suffix) {
    double[] precision = new double[group.columns()];
    double[] scale = new double[group.blocks()];
    double[] prior = new double[group.blocks()];
    for (int k = 0; k < precision.length; k++) {
      TaskSpec task = group.spec(group.taskOf()[k]);
      precision[k] = group.gaussian() ? 1 / task.noiseVariance() : 1;
      scale[group.blockOf()[k]] = precision[k];
      prior[group.blockOf()[k]] = 1 / task.priorVariance();
    }
    long[] points = null;
    int most = 0;
    if (group.categorical() && group.contrasts() > 1) {
      QuadratureTables.Table table = QuadratureTables.logitPoints(group.contrasts());
      most = table.most();
      points =
          new long[] {
            doubles("points" + suffix, table.nodes()),
            doubles("weights of points" + suffix, table.weights()),
            ints("starts of points" + suffix, table.starts()),
            doubles("limits of points" + suffix, table.limits()),
            table.rules(),
            most,
            group.contrasts() == 2 ? 1 : 0
          };
    }
    return new Group(
        ints("tasks" + suffix, group.taskOf()),
        ints("blocks" + suffix, group.blockOf()),
        ints("rows" + suffix, group.rowOf()),
        ints("first columns" + suffix, group.firstColumn()),
        doubles("precisions" + suffix, precision),
        doubles("block scales" + suffix, scale),
        doubles("priors" + suffix, prior),
        points,
        most);
  }

  Group group(int index) {
    return groups.get(index);
  }

  /** s of each row, in float32. */
  long exponents() {
    return exponents;
  }

  /** s of each row, in float64. */
  long exponentDoubles() {
    return exponentDoubles;
  }

  /** Members of {@code Rules}. */
  long[] rules() {
    return rules;
  }

  private long doubles(String name, double[] values) {
    ByteBuffer bytes = buffer((long) values.length * Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return upload(name, (long) values.length * Double.BYTES);
  }

  private long floats(String name, float[] values) {
    ByteBuffer bytes = buffer((long) values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return upload(name, (long) values.length * Float.BYTES);
  }

  private long ints(String name, int[] values) {
    ByteBuffer bytes = buffer((long) values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return upload(name, (long) values.length * Integer.BYTES);
  }

  private ByteBuffer buffer(long bytes) {
    return lane.inbox().reserve(bytes).order(ByteOrder.nativeOrder());
  }

  private long upload(String name, long bytes) {
    long to = memory.bytes(name, bytes);
    lane.upload(to, lane.inbox().address(), bytes);
    lane.finish();
    return to;
  }

  @Override
  public void close() {
    memory.close();
  }
}
