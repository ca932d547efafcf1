package org.bayesagg.cuda.run;

import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.math.state.LowerRows;
import org.bayesagg.math.state.StateCheck;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/** Writes and reads covariances in use and to come of one task's blocks. Always float64 here. */
final class HeldIo {
  private static final int NONE = 0;
  private static final int MADE = 1;
  private static final int FAILED = 2;

  private final int first;
  private final int end;
  private final int contrasts;
  private final GroupState state;
  private final LowerRows rows;
  private final Lane lane;

  HeldIo(TaskGroup group, int local, GroupState state, LowerRows rows, Lane lane) {
    this.first = group.firstBlockOf(local);
    this.end = first + group.shape(local).blocks();
    this.contrasts = group.shape(local).contrasts();
    this.state = state;
    this.rows = rows;
    this.lane = lane;
  }

  void save(StateOutput out) {
    for (int b = first; b < end; b++) {
      out.writeInt(state.held()[b] ? 1 : 0);
      if (state.held()[b]) {
        save(state.heldCovariance().slice(b, 1), out);
      }
      if (!state.coming()[b]) {
        out.writeInt(NONE);
        continue;
      }
      out.writeInt(state.comingFailed()[b] ? FAILED : MADE);
      out.writeLong(state.due()[b]);
      if (!state.comingFailed()[b]) {
        save(state.comingCovariance().slice(b, 1), out);
      }
    }
  }

  /** That it is float64, the variances, of contrasts with one another where coupled, and Σ. */
  private void save(Stack sigma, StateOutput out) {
    out.writeInt(0);
    DeviceRows matrix = new DeviceRows(sigma, lane);
    int q = sigma.rows();
    int k = Math.max(1, contrasts);
    int p = q / k;
    double[] diagonal = new double[q * k];
    double[] row = new double[q];
    for (int i = 0; i < q; i++) {
      matrix.read(i, 1, row);
      for (int b = 0; b < k; b++) {
        diagonal[(i / p * k + b) * p + i % p] = row[b * p + i % p];
      }
    }
    out.writeDoubles(diagonal, 0, diagonal.length);
    rows.save(matrix, out);
  }

  /** Bytes that {@link #save} writes. */
  static long bytes(TaskGroup group, int local, GroupState state) {
    int q = group.size();
    long diagonal = (long) q * Math.max(1, group.shape(local).contrasts()) * Double.BYTES;
    long block = Integer.BYTES + diagonal + LowerRows.bytes(Precision.DOUBLE, q);
    int first = group.firstBlockOf(local);
    long bytes = 0;
    for (int b = first; b < first + group.shape(local).blocks(); b++) {
      bytes += 2L * Integer.BYTES + (state.held()[b] ? block : 0);
      if (state.coming()[b]) {
        bytes += Long.BYTES + (state.comingFailed()[b] ? 0 : block);
      }
    }
    return bytes;
  }

  void load(long done, int interval, StateInput in, String what) {
    for (int b = first; b < end; b++) {
      state.held()[b] = StateCheck.flag(in, "covariance of " + what);
      if (state.held()[b]) {
        load(state.heldCovariance().slice(b, 1), state.heldVariances(), b, in, what);
      }
      int marker = StateCheck.upTo(FAILED, in, "next covariance of " + what);
      if (marker == NONE) {
        continue;
      }
      long due = in.readLong();
      if (!state.held()[b] || due < done || due - done > (interval - 1) / 2) {
        throw new CorruptStateException(
            "next covariance of " + what + ": due after step " + due + ", it is " + done);
      }
      state.coming()[b] = true;
      state.due()[b] = due;
      state.comingFailed()[b] = marker == FAILED;
      if (marker == MADE) {
        load(state.comingCovariance().slice(b, 1), state.comingVariances(), b, in, what);
      }
    }
  }

  private void load(Stack sigma, long variances, int b, StateInput in, String what) {
    boolean single = StateCheck.flag(in, "precision of the covariance of " + what);
    int q = sigma.rows();
    double[] diagonal = new double[q * Math.max(1, contrasts)];
    StateCheck.finite(in, diagonal, "variances of " + what);
    DeviceRows matrix = new DeviceRows(sigma, lane);
    rows.load(in, single ? new SingleRows(matrix) : matrix, "covariance of " + what);
    lane.launch("mirror")
        .at(sigma.address())
        .ints(q, sigma.ld(), 1)
        .elements((long) q * sigma.ld());
    double[] own = new double[q];
    double[] row = new double[q];
    for (int i = 0; i < q; i++) {
      matrix.read(i, 1, row);
      own[i] = row[i];
    }
    long at = variances + (long) b * q * Double.BYTES;
    new DeviceRows(new Stack(at, true, 1, 1, q, q, 0), lane).write(0, 1, own);
  }
}
