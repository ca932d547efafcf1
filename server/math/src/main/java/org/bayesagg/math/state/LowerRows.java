package org.bayesagg.math.state;

import java.util.Arrays;
import org.bayesagg.math.batch.Magnitude;
import org.bayesagg.math.linalg.Precision;
import org.bayesagg.math.linalg.Rows;

/**
 * Moves lower triangles [q, q] between matrices and a state, row after row without what is above
 * the diagonal, some rows at a time through arrays that serve again and again. Not thread-safe.
 */
public final class LowerRows {
  /** Values that are moved at a time, where a row is not longer: they stay in the cache. */
  private static final int TILE = 1 << 14;

  private double[] doubles = {};
  private float[] singles = {};

  /** Bytes of a triangle. */
  public static long bytes(Precision precision, int size) {
    return size * (size + 1L) / 2 * precision.bytes();
  }

  /** Writes a triangle. Cost q². */
  public void save(Rows a, StateOutput out) {
    int q = a.rows();
    int rows = rows(a);
    for (int first = 0; first < q; first += rows) {
      int count = Math.min(rows, q - first);
      if (a.precision() == Precision.SINGLE) {
        a.read(first, count, singles, 0);
        out.writeFloats(singles, 0, pack(singles, first, count, q));
      } else {
        a.read(first, count, doubles);
        out.writeDoubles(doubles, 0, pack(doubles, first, count, q));
      }
    }
  }

  /**
   * Reads a triangle; above the diagonal are zeros then. Cost q².
   *
   * @throws CorruptStateException if a value is not finite
   */
  public void load(StateInput in, Rows a, String what) {
    int q = a.rows();
    int rows = rows(a);
    for (int first = 0; first < q; first += rows) {
      int count = Math.min(rows, q - first);
      int length = packedFrom(count, first);
      if (a.precision() == Precision.SINGLE) {
        in.readFloats(singles, 0, length);
        if (Magnitude.firstBeyond(singles, 0, length, Float.MAX_VALUE) >= 0) {
          throw new CorruptStateException(what + ": numbers that are not finite");
        }
        unpack(singles, first, count, q);
        a.write(first, count, singles, 0);
      } else {
        in.readDoubles(doubles, 0, length);
        StateCheck.requireFinite(doubles, length, what);
        unpack(doubles, first, count, q);
        a.write(first, count, doubles);
      }
    }
  }

  /** Rows of a tile, for which there is room then. */
  private int rows(Rows a) {
    int rows = Math.max(1, Math.min(a.rows(), TILE / Math.max(1, a.cols())));
    int length = Math.multiplyExact(rows, a.cols());
    if (a.precision() == Precision.SINGLE) {
      singles = singles.length < length ? new float[length] : singles;
    } else {
      doubles = doubles.length < length ? new double[length] : doubles;
    }
    return rows;
  }

  /** Where row {@code i} of a tile lies once packed: after rows of first + 1, first + 2, … */
  private static int packedFrom(int i, int first) {
    return i * first + i * (i + 1) / 2;
  }

  /** Moves rows together, in place; returns the length. The array is a double[] or a float[]. */
  private static int pack(Object rows, int first, int count, int q) {
    for (int i = 1; i < count; i++) {
      System.arraycopy(rows, i * q, rows, packedFrom(i, first), first + i + 1);
    }
    return packedFrom(count, first);
  }

  private static void unpack(double[] rows, int first, int count, int q) {
    for (int i = count - 1; i >= 0; i--) {
      System.arraycopy(rows, packedFrom(i, first), rows, i * q, first + i + 1);
      Arrays.fill(rows, i * q + first + i + 1, (i + 1) * q, 0);
    }
  }

  private static void unpack(float[] rows, int first, int count, int q) {
    for (int i = count - 1; i >= 0; i--) {
      System.arraycopy(rows, packedFrom(i, first), rows, i * q, first + i + 1);
      Arrays.fill(rows, i * q + first + i + 1, (i + 1) * q, 0);
    }
  }
}
