package org.bayesagg.math.linalg;

import org.bytedeco.javacpp.FloatPointer;

/** Sums of lower triangles in different precisions, row by row through the heap. */
final class LowerSum {
  private final float[] singles;
  private final double[] doubles;
  private final double[] sum;

  private LowerSum(int length) {
    singles = new float[length];
    doubles = new double[length];
    sum = new double[length];
  }

  /** Lower triangle of {@code to} = keep · to + {@code from}, rows {@code begin} to {@code end}. */
  static void add(double keep, CpuMatrix to, CpuMatrix from, int begin, int end) {
    LowerSum rows = new LowerSum(end);
    for (int i = begin; i < end; i++) {
      rows.addRow(keep, to, from, i, i + 1);
    }
  }

  private void addRow(double keep, CpuMatrix to, CpuMatrix from, int row, int count) {
    read(to, row, count, sum);
    read(from, row, count, doubles);
    for (int j = 0; j < count; j++) {
      sum[j] = keep * sum[j] + doubles[j];
    }
    if (to.precision() == Precision.DOUBLE) {
      to.doubles(row).put(sum, 0, count);
      return;
    }
    for (int j = 0; j < count; j++) {
      singles[j] = (float) sum[j];
    }
    to.floats(row).put(singles, 0, count);
  }

  private void read(CpuMatrix matrix, int row, int count, double[] values) {
    if (matrix.precision() == Precision.DOUBLE) {
      matrix.doubles(row).get(values, 0, count);
      return;
    }
    FloatPointer start = matrix.floats(row);
    start.get(singles, 0, count);
    for (int j = 0; j < count; j++) {
      values[j] = singles[j];
    }
  }
}
