package org.bayesagg.cuda.run;

import java.nio.ByteBuffer;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Stack;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Rows;

/** Rows of a float64 matrix on the device, read and written a few at a time. */
final class DeviceRows implements Rows {
  private final Stack matrix;
  private final Lane lane;

  DeviceRows(Stack matrix, Lane lane) {
    this.matrix = matrix;
    this.lane = lane;
  }

  @Override
  public Precision precision() {
    return Precision.DOUBLE;
  }

  @Override
  public int rows() {
    return matrix.rows();
  }

  @Override
  public int cols() {
    return matrix.cols();
  }

  @Override
  public void read(int row, int count, double[] to) {
    long bytes = (long) count * matrix.ld() * Double.BYTES;
    ByteBuffer host = lane.outbox().reserve(bytes);
    lane.download(lane.outbox().address(), matrix.rows(row, count).address(), bytes);
    lane.finish();
    for (int i = 0; i < count; i++) {
      host.slice(i * matrix.ld() * Double.BYTES, matrix.cols() * Double.BYTES)
          .order(host.order())
          .asDoubleBuffer()
          .get(to, i * matrix.cols(), matrix.cols());
    }
  }

  @Override
  public void write(int row, int count, double[] from) {
    long bytes = (long) count * matrix.ld() * Double.BYTES;
    ByteBuffer host = lane.inbox().reserve(bytes);
    for (int i = 0; i < count; i++) {
      host.slice(i * matrix.ld() * Double.BYTES, matrix.cols() * Double.BYTES)
          .order(host.order())
          .asDoubleBuffer()
          .put(from, i * matrix.cols(), matrix.cols());
    }
    lane.upload(matrix.rows(row, count).address(), lane.inbox().address(), bytes);
    lane.finish();
  }

  @Override
  public void read(int row, int count, float[] to, int at) {
    throw new UnsupportedOperationException("float64");
  }

  @Override
  public void write(int row, int count, float[] from, int at) {
    throw new UnsupportedOperationException("float64");
  }
}
