package org.bayesagg.math.linalg;

import java.util.HashMap;
import java.util.Map;

/**
 * Matrices and arrays kept from step to step under a name, grown when a larger one is asked for.
 *
 * <p>Fresh native memory costs more than the arithmetic on it, so each user keeps its own. What is
 * handed out is valid until the next call with its name. Not thread-safe.
 */
public final class Workspace implements AutoCloseable {
  private final Algebra algebra;
  private final Map<String, Matrix> singles = new HashMap<>();
  private final Map<String, Matrix> doubles = new HashMap<>();
  private final Map<String, float[]> floatArrays = new HashMap<>();
  private final Map<String, double[]> doubleArrays = new HashMap<>();

  /** An empty workspace. */
  public Workspace(Algebra algebra) {
    this.algebra = algebra;
  }

  /** A matrix of {@code rows} × {@code cols} with whatever it held before. */
  public Matrix matrix(String name, Precision precision, int rows, int cols) {
    Map<String, Matrix> kept = precision == Precision.SINGLE ? singles : doubles;
    Matrix held = kept.get(name);
    if (held == null || (long) held.rows() * held.cols() < (long) rows * cols) {
      if (held != null) {
        held.close();
      }
      held = algebra.allocate(precision, rows, cols);
      kept.put(name, held);
    }
    return held.reshaped(rows, cols);
  }

  /** An array of at least {@code length} floats with whatever it held before. */
  public float[] floats(String name, int length) {
    float[] held = floatArrays.get(name);
    if (held == null || held.length < length) {
      held = new float[length];
      floatArrays.put(name, held);
    }
    return held;
  }

  /** An array of at least {@code length} doubles with whatever it held before. */
  public double[] doubles(String name, int length) {
    double[] held = doubleArrays.get(name);
    if (held == null || held.length < length) {
      held = new double[length];
      doubleArrays.put(name, held);
    }
    return held;
  }

  @Override
  public void close() {
    singles.values().forEach(Matrix::close);
    doubles.values().forEach(Matrix::close);
    singles.clear();
    doubles.clear();
    floatArrays.clear();
    doubleArrays.clear();
  }
}
