package org.bayesagg.cuda.run;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;

/**
 * What one step sends to the device, laid out in pinned memory and sent at once: features, and of
 * each group labels, weights and heads, with the few numbers that the host alone knows.
 */
final class Inbox {
  /** Floats that are copied at a time, 4 MB, and by how many threads. */
  private static final int PIECE = 1 << 20;

  private static final int TOGETHER = 8;

  private final RunLayout layout;
  private final int n;
  private final int d;
  private final int shards;
  private final Parcel parcel = new Parcel();
  private final long features;
  private final long shardOf;
  private final long factors;
  private final long corrections;
  private final Group[] groups;

  /** Whether features are sent as they come. */
  private boolean early;

  private Lane lane;
  private ByteBuffer buffer;
  private long device;

  /** Places of a group's values. */
  private record Group(
      long weights,
      long labels,
      long heads,
      long gradients,
      long totals,
      long keepBlocks,
      long keepRows,
      long jitter) {}

  Inbox(RunLayout layout, int examples, int shards) {
    this.layout = layout;
    this.n = examples;
    this.d = layout.spec().featureDim();
    this.shards = shards;
    this.features = parcel.floats((long) n * d);
    this.shardOf = parcel.floats(n);
    this.factors = parcel.floats(n);
    this.corrections = parcel.doubles(layout.spec().rows());
    this.groups = new Group[layout.groups().size()];
    for (int g = 0; g < groups.length; g++) {
      TaskGroup group = layout.groups().get(g);
      groups[g] =
          new Group(
              parcel.floats((long) group.tasks().size() * n),
              parcel.floats((long) n * group.columns()),
              parcel.floats((long) shards * group.columns() * (d + 1)),
              parcel.floats((long) group.tasks().size() * shards),
              parcel.doubles(group.tasks().size()),
              parcel.doubles(group.blocks()),
              parcel.doubles(group.informationRows()),
              parcel.doubles(group.blocks()));
    }
  }

  /** Bytes that are sent. */
  long bytes() {
    return parcel.bytes();
  }

  /** Takes the lane's memory; what follows writes into it. */
  void open(Lane to) {
    lane = to;
    buffer = lane.inbox().reserve(parcel.bytes());
    early = (long) n * d > PIECE;
    device = lane.workspace().bytes("inbox", parcel.bytes());
  }

  /**
   * Features of a shard, from example {@code from} on. Large ones are copied by several threads,
   * and each part is on its way while the next is copied.
   */
  void features(int from, float[] values, int shard) {
    long begin = features + (long) from * d * Float.BYTES;
    int pieces = (values.length + PIECE - 1) / PIECE;
    for (int first = 0; first < pieces; first += TOGETHER) {
      int end = Math.min(pieces, first + TOGETHER);
      IntStream range = IntStream.range(first, end);
      (pieces > 1 ? range.parallel() : range).forEach(piece -> copy(begin, values, piece));
      if (early) {
        long at = begin + (long) first * PIECE * Float.BYTES;
        long bytes = Math.min((long) end * PIECE, values.length) * Float.BYTES;
        lane.upload(device + at, lane.inbox().address() + at, bytes - (at - begin));
      }
    }
    for (int i = from; i < from + values.length / Math.max(1, d); i++) {
      buffer.putInt(at(shardOf, i, Integer.BYTES), shard);
    }
  }

  private void copy(long begin, float[] values, int piece) {
    int from = piece * PIECE;
    int count = Math.min(PIECE, values.length - from);
    floats(begin + (long) from * Float.BYTES, count).put(values, from, count);
  }

  /** What each example's direction is multiplied by. */
  void factor(int example, float value) {
    buffer.putFloat(at(factors, example, Float.BYTES), value);
  }

  /** 1 / (1 − decay^t) of a row's running loss; 0 where there is none yet. */
  void correction(int row, double value) {
    buffer.putDouble(at(corrections, row, Double.BYTES), value);
  }

  /** One task of one shard; a task that is not covered has neither weights nor a head. */
  void task(int g, int local, int shard, int from, Batch batch, TaskBatch task) {
    TaskGroup group = layout.groups().get(g);
    int first = group.firstColumnOf(local);
    int outputs = group.spec(local).outputs();
    for (int i = 0; i < batch.examples(); i++) {
      float weight = task != null && task.labelled(i) ? batch.weight(i) : 0;
      buffer.putFloat(at(groups[g].weights(), (long) local * n + from + i, Float.BYTES), weight);
    }
    long head = ((long) shard * group.columns() + first) * (d + 1);
    FloatBuffer heads = floats(groups[g].heads() + head * Float.BYTES, outputs * (d + 1));
    if (task == null) {
      zeros(heads);
    } else {
      heads.put(task.head());
    }
    boolean asked = task != null && task.observation() instanceof Observation.OutputGradients;
    gradients(g, local, shard, asked);
    labels(groups[g], group.columns(), first, outputs, from, batch.examples(), task);
  }

  /** Whether a task's labels of a shard are output gradients. */
  private void gradients(int g, int local, int shard, boolean asked) {
    long index = (long) local * shards + shard;
    buffer.putInt(at(groups[g].gradients(), index, Integer.BYTES), asked ? 1 : 0);
  }

  private void labels(
      Group at, int columns, int first, int outputs, int from, int examples, TaskBatch task) {
    Observation observation = task == null ? null : task.observation();
    for (int i = 0; i < examples; i++) {
      for (int k = 0; k < outputs; k++) {
        long index = (long) (from + i) * columns + first + k;
        buffer.putFloat(at(at.labels(), index, Float.BYTES), label(observation, i, k, outputs));
      }
    }
  }

  /** As it came, but for what is no number of a dense label, which is missing. */
  private static float label(Observation observation, int i, int k, int outputs) {
    if (observation instanceof Observation.Classes classes) {
      return classes.values()[i] == k ? 1 : 0;
    }
    if (observation instanceof Observation.Dense dense) {
      float y = dense.values()[i * outputs + k];
      return Float.isFinite(y) ? y : 0;
    }
    return observation instanceof Observation.OutputGradients gradients
        ? gradients.values()[i * outputs + k]
        : 0;
  }

  /** Labels [n, outputs] and weights [n] of a stored step. */
  void stored(int g, int local, float[] labels, float[] weights, float[] head) {
    TaskGroup group = layout.groups().get(g);
    int first = group.firstColumnOf(local);
    int outputs = group.spec(local).outputs();
    for (int i = 0; i < n; i++) {
      buffer.putFloat(
          at(groups[g].weights(), (long) local * n + i, Float.BYTES),
          weights == null ? 0 : weights[i]);
      for (int k = 0; k < outputs; k++) {
        buffer.putFloat(
            at(groups[g].labels(), (long) i * group.columns() + first + k, Float.BYTES),
            labels == null ? 0 : labels[i * outputs + k]);
      }
    }
    long at = groups[g].heads() + (long) first * (d + 1) * Float.BYTES;
    FloatBuffer heads = floats(at, outputs * (d + 1));
    if (head == null) {
      zeros(heads);
    } else {
      heads.put(head);
    }
    gradients(g, local, 0, false);
  }

  /** Σ of a task's weights. */
  void total(int g, int local, double total) {
    buffer.putDouble(at(groups[g].totals(), local, Double.BYTES), total);
  }

  /** What a task's evidence is multiplied by before this step's is added. */
  void keep(int g, int local, double factor) {
    TaskGroup group = layout.groups().get(g);
    for (int b = 0; b < group.blocks(); b++) {
      if (group.taskOfBlock(b) == local) {
        buffer.putDouble(at(groups[g].keepBlocks(), b, Double.BYTES), factor);
      }
    }
    for (int k = 0; k < group.informationRows(); k++) {
      if (group.coupled() || group.taskOf()[k] == local) {
        buffer.putDouble(at(groups[g].keepRows(), k, Double.BYTES), factor);
      }
    }
  }

  /** What is added to the diagonals of a group's precisions. */
  void jitter(int g, double[] byBlock) {
    for (int b = 0; b < byBlock.length; b++) {
      buffer.putDouble(at(groups[g].jitter(), b, Double.BYTES), byBlock[b]);
    }
  }

  /** Sends everything that is not on its way. */
  void send() {
    long sent = early ? shardOf : 0;
    early = false;
    lane.upload(device + sent, lane.inbox().address() + sent, parcel.bytes() - sent);
  }

  private FloatBuffer floats(long at, int count) {
    return buffer
        .slice(Math.toIntExact(at), count * Float.BYTES)
        .order(buffer.order())
        .asFloatBuffer();
  }

  private static void zeros(FloatBuffer values) {
    while (values.hasRemaining()) {
      values.put(0);
    }
  }

  private static int at(long begin, long index, int bytes) {
    return Math.toIntExact(begin + index * bytes);
  }

  // On the device.

  long features() {
    return device + features;
  }

  long shardOf() {
    return device + shardOf;
  }

  long factors() {
    return device + factors;
  }

  long corrections() {
    return device + corrections;
  }

  long weights(int g) {
    return device + groups[g].weights();
  }

  long labels(int g) {
    return device + groups[g].labels();
  }

  long heads(int g) {
    return device + groups[g].heads();
  }

  long gradients(int g) {
    return device + groups[g].gradients();
  }

  long totals(int g) {
    return device + groups[g].totals();
  }

  long keepBlocks(int g) {
    return device + groups[g].keepBlocks();
  }

  long keepRows(int g) {
    return device + groups[g].keepRows();
  }

  long jitter(int g) {
    return device + groups[g].jitter();
  }

  int shards() {
    return shards;
  }
}
