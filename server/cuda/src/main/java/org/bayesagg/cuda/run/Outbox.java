package org.bayesagg.cuda.run;

import java.nio.ByteBuffer;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.spec.AggregationSpec;

/** What one step brings back from the device, in one piece and at once. */
final class Outbox {
  private final Parcel parcel = new Parcel();
  private final long status;
  private final long infos;
  private final long diagonals;
  private final long losses;
  private final long shares;
  private final long variances;
  private final long weights;
  private final long direction;
  private final int weightCount;
  private final int directionCount;
  private final int blocks;
  private ByteBuffer host;
  private long device;

  /**
   * Room for a step's results.
   *
   * @param weightCount weights that are asked for or that later steps divide by
   */
  Outbox(RunLayout layout, int examples, StepOutputs outputs, int weightCount) {
    AggregationSpec spec = layout.spec();
    this.blocks = layout.blocks();
    this.weightCount = weightCount;
    this.directionCount = outputs.direction() ? Math.multiplyExact(examples, spec.featureDim()) : 0;
    this.status = parcel.add(Integer.BYTES);
    this.infos = parcel.add((long) blocks * Integer.BYTES);
    this.diagonals = parcel.doubles(blocks);
    this.losses = parcel.doubles(spec.rows());
    this.shares = parcel.doubles(layout.tasks());
    this.variances = parcel.doubles(layout.tasks());
    this.weights = parcel.floats(weightCount);
    this.direction = parcel.floats(directionCount);
  }

  /** Takes the lane's memory; status and infos are 0 then. */
  void open(Lane lane) {
    host = lane.outbox().reserve(parcel.bytes());
    device = lane.workspace().bytes("outbox", parcel.bytes());
    lane.clear(device, weights);
  }

  /** Brings everything back; to be read once the lane has finished. */
  void fetch(Lane lane) {
    lane.download(lane.outbox().address(), device, parcel.bytes());
  }

  // On the device.

  long status() {
    return device + status;
  }

  long info(int block) {
    return device + infos + (long) block * Integer.BYTES;
  }

  long diagonal(int block) {
    return device + diagonals + (long) block * Double.BYTES;
  }

  long losses() {
    return device + losses;
  }

  long shares() {
    return device + shares;
  }

  long variances() {
    return device + variances;
  }

  long weights() {
    return device + weights;
  }

  long direction() {
    return device + direction;
  }

  /** Weights that are no numbers make the step not count. */
  void checkWeights(StepContext step) {
    if (weightCount > 0) {
      step.launch("check_finite")
          .at(weights())
          .longs(weightCount)
          .at(status())
          .elements(weightCount);
    }
  }

  // On the host.

  int statusValue() {
    return host.getInt(Math.toIntExact(status));
  }

  int infoValue(int block) {
    return host.getInt(Math.toIntExact(infos + (long) block * Integer.BYTES));
  }

  /** The mean of a precision's diagonal. */
  double diagonalValue(int block) {
    return host.getDouble(Math.toIntExact(diagonals + (long) block * Double.BYTES));
  }

  double[] lossValues(int count) {
    return doubles(losses, count);
  }

  double[] shareValues(int count) {
    return doubles(shares, count);
  }

  double[] varianceValues(int count) {
    return doubles(variances, count);
  }

  float[] weightValues() {
    return floats(weights, 0, weightCount);
  }

  /** Values {@code from} to {@code from + count} of the direction. */
  float[] directionValues(int from, int count) {
    return floats(direction, from, count);
  }

  private double[] doubles(long at, int count) {
    double[] values = new double[count];
    host.slice(Math.toIntExact(at), count * Double.BYTES)
        .order(host.order())
        .asDoubleBuffer()
        .get(values);
    return values;
  }

  private float[] floats(long at, int from, int count) {
    float[] values = new float[count];
    host.slice(Math.toIntExact(at + (long) from * Float.BYTES), count * Float.BYTES)
        .order(host.order())
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
