package org.bayesagg.math.linalg;

/**
 * Where matrices live and linear algebra runs. Thread-safe: calls on different matrices may run at
 * the same time.
 */
public interface Engine extends AutoCloseable {
  /** "cpu" or "cuda". */
  String name();

  /** What it runs on, for people: the BLAS library and core, or the device. */
  String detail();

  /** Workers of {@link #parallel}, at least 1. */
  int threads();

  /** A matrix of zeros. */
  Matrix allocate(int rows, int cols);

  /** {@code to} = {@code from}; equal shapes. */
  void copy(Matrix from, Matrix to);

  /** c = α op(a) op(b) + β c, op transposing where asked. Cost 2 m n k. */
  void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c);

  /** Lower triangle of c [d, d] = α xᵀx + β c, x [n, d]. Cost n d². */
  void gram(double alpha, Matrix x, double beta, Matrix c);

  /** Adds {@code value} to the diagonal. */
  void addDiagonal(Matrix a, double value);

  /** a = {@code factor} · a. */
  void scale(double factor, Matrix a);

  /**
   * Lower Cholesky factor L of a = L Lᵀ in place of a's lower triangle. Cost d³/3.
   *
   * @return 0, or the order of the first minor that is not positive definite
   */
  int cholesky(Matrix a);

  /** Each row x of {@code rows} becomes a⁻¹x, with {@code factor} the Cholesky factor of a. */
  void solve(Matrix factor, Matrix rows);

  /** b = L⁻¹ b with {@code factor} the lower Cholesky factor L. */
  void forward(Matrix factor, Matrix b);

  /** The Cholesky factor of a becomes a⁻¹, both triangles. Cost 2 d³/3. */
  void invert(Matrix factor);

  /**
   * Runs {@code work} for every index below {@code count}, several at a time; returns when all are
   * done.
   */
  void parallel(int count, IndexedWork work);

  @Override
  void close();

  /** A piece of parallel work. */
  @FunctionalInterface
  interface IndexedWork {
    /**
     * Does one piece.
     *
     * @param slot below {@link Engine#threads()}; no two pieces of one call run in one slot at the
     *     same time
     * @param index which piece
     */
    void run(int slot, int index);
  }
}
