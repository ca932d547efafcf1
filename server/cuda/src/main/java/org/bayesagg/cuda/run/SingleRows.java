package org.bayesagg.cuda.run;

import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Rows;

/** Rows that come in float32, written where float64 is kept. */
final class SingleRows implements Rows {
  private final Rows wide;

  SingleRows(Rows wide) {
    this.wide = wide;
  }

  @Override
  public Precision precision() {
    return Precision.SINGLE;
  }

  @Override
  public int rows() {
    return wide.rows();
  }

  @Override
  public int cols() {
    return wide.cols();
  }

  @Override
  public void read(int row, int count, double[] to) {
    throw new UnsupportedOperationException("float32");
  }

  @Override
  public void write(int row, int count, double[] from) {
    throw new UnsupportedOperationException("float32");
  }

  @Override
  public void read(int row, int count, float[] to, int at) {
    double[] values = new double[count * cols()];
    wide.read(row, count, values);
    for (int j = 0; j < values.length; j++) {
      to[at + j] = (float) values[j];
    }
  }

  @Override
  public void write(int row, int count, float[] from, int at) {
    double[] values = new double[count * cols()];
    for (int j = 0; j < values.length; j++) {
      values[j] = from[at + j];
    }
    wide.write(row, count, values);
  }
}
