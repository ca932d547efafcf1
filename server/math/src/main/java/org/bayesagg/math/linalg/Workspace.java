package org.bayesagg.math.linalg;

import java.util.HashMap;
import java.util.Map;

/**
 * Matrices kept from step to step under a name, grown when a larger one is asked for.
 *
 * <p>Fresh native memory costs more than the arithmetic on it, so each user keeps its own. A matrix
 * is valid until the next call with its name. Not thread-safe.
 */
public final class Workspace implements AutoCloseable {
  private final Engine engine;
  private final Map<String, Matrix> kept = new HashMap<>();

  /** An empty workspace. */
  public Workspace(Engine engine) {
    this.engine = engine;
  }

  /** A matrix of {@code rows} × {@code cols} with whatever it held before. */
  public Matrix matrix(String name, int rows, int cols) {
    Matrix held = kept.get(name);
    if (held == null || (long) held.rows() * held.cols() < (long) rows * cols) {
      if (held != null) {
        held.close();
      }
      held = engine.allocate(rows, cols);
      kept.put(name, held);
    }
    return held.reshaped(rows, cols);
  }

  @Override
  public void close() {
    kept.values().forEach(Matrix::close);
    kept.clear();
  }
}
