package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.state.UnknownStateVersionException;

/**
 * How a state begins: a marker, the version of its layout, and what of the specification decides
 * what follows or what it means, number by number.
 */
public final class StateHeader {
  /** The layout that is written, and the newest that is read. */
  static final int VERSION = 1;

  private static final int MARKER = 0x42415354;

  /** A number of the specification. */
  private record Field(String name, double value) {}

  private StateHeader() {}

  /** Writes a header. */
  public static void save(AggregationSpec spec, StateOutput out) {
    out.writeInt(MARKER);
    out.writeInt(VERSION);
    for (Field field : fields(spec)) {
      out.writeDouble(field.value());
    }
  }

  /**
   * Reads a header.
   *
   * @throws CorruptStateException if it is not one for this specification
   */
  public static void check(AggregationSpec spec, StateInput in) {
    if (in.readInt() != MARKER) {
      throw new CorruptStateException("this is no state of a run");
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new UnknownStateVersionException(version, VERSION);
    }
    for (Field field : fields(spec)) {
      double value = in.readDouble();
      if (value != field.value()) {
        throw new CorruptStateException(
            field.name() + " is " + value + " in the state, specified " + field.value());
      }
    }
  }

  /** Bytes that {@link #save} writes. */
  public static long savedBytes(AggregationSpec spec) {
    return 2L * Integer.BYTES + (long) Double.BYTES * fields(spec).size();
  }

  private static List<Field> fields(AggregationSpec spec) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("feature_dim", spec.featureDim()));
    fields.add(new Field("number of tasks", spec.tasks().size()));
    fields.add(new Field("kind of prior_refresh", kind(spec.priorRefresh())));
    fields.add(new Field("forgetting", factor(spec.priorRefresh())));
    fields.add(new Field("refresh_interval", spec.refreshInterval()));
    fields.add(new Field("loss_decay", spec.lossDecay()));
    for (TaskSpec task : spec.tasks()) {
      String prefix = "tasks[\"" + task.name() + "\"].";
      fields.add(new Field(prefix + "likelihood", likelihood(task)));
      fields.add(new Field(prefix + "outputs", task.outputs()));
      fields.add(new Field(prefix + "bias", task.bias() ? 1 : 0));
      fields.add(new Field(prefix + "structure", structure(task)));
      fields.add(new Field(prefix + "prior_variance", task.priorVariance()));
      fields.add(new Field(prefix + "noise_variance", task.noiseVariance()));
    }
    return fields;
  }

  // Numbers of the layout: they stay when names or orders change.

  private static int kind(PriorRefresh refresh) {
    if (refresh instanceof PriorRefresh.StreamingEpoch) {
      return 1;
    }
    return refresh instanceof PriorRefresh.ExactEpoch ? 2 : 3;
  }

  private static double factor(PriorRefresh refresh) {
    return refresh instanceof PriorRefresh.Forgetting forgetting ? forgetting.factor() : 0;
  }

  private static int likelihood(TaskSpec task) {
    return switch (task.likelihood()) {
      case GAUSSIAN -> 1;
      case BERNOULLI -> 2;
      case CATEGORICAL -> 3;
    };
  }

  private static int structure(TaskSpec task) {
    return switch (task.structure()) {
      case FULL -> 1;
      case BLOCK_DIAGONAL -> 2;
      case DIAGONAL -> 3;
    };
  }
}
