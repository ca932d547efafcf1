package org.bayesagg.math.linalg;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where matrices live and linear algebra runs. Thread-safe: calls on different matrices may run at
 * the same time.
 *
 * <p>Operands of one call have one precision unless said otherwise. Large calls are cut into pieces
 * that depend on the shapes alone and run side by side, except within {@link #parallel}, where the
 * threads are busy already.
 */
public interface Algebra extends AutoCloseable {

  /** What it runs on, for people: the BLAS library and core, or the device. */
  String detail();

  /** Workers of {@link #parallel}, at least 1. */
  int threads();

  /** A matrix of zeros. */
  Matrix allocate(Precision precision, int rows, int cols);

  /** Bytes of the matrices that have been allocated and not been closed. */
  long openBytes();

  /** {@code to} = {@code from}; equal shapes, any precisions. */
  void copy(Matrix from, Matrix to);

  /**
   * Lower triangle of {@code to} = keep · to + {@code from}; square, any precisions. What is above
   * the diagonal is left undefined.
   */
  void addLower(double keep, Matrix to, Matrix from);

  /** c = α op(a) op(b) + β c, op transposing where asked. Cost 2 m n k. */
  void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c);

  /**
   * c = x bᵀ, multiplied and summed in float64, with x [n, p] in float32 and b [o, p] and c [n, o]
   * in float64. Cost 2 n p o.
   */
  void wideProduct(Matrix x, Matrix b, Matrix c);

  /**
   * c = α aᵀ x, multiplied and summed in float64, with x [n, p] in float32 and a [n, o] and c [o,
   * p] in float64. Cost 2 n p o.
   */
  void wideSum(double alpha, Matrix a, Matrix x, Matrix c);

  /** Lower triangle of c = α xᵀ x + β c. Cost n d² for x [n, d]. */
  void gram(double alpha, Matrix x, double beta, Matrix c);

  /** Copies the lower triangle onto the upper one. */
  void mirror(Matrix a);

  /** Adds a value to the diagonal. */
  void addDiagonal(Matrix a, double value);

  /** Makes every element 0, whatever it was. */
  void clear(Matrix a);

  /**
   * to_i = Σ_j a_ij b_ij, summed in float64, for matrices of one shape and precision. Cost one
   * pass.
   *
   * @param at where the first row's is written
   */
  void rowDots(Matrix a, Matrix b, double[] to, int at);

  /** Multiplies each row by a factor of its own. */
  void scaleRows(double[] factors, Matrix a);

  /**
   * Lower Cholesky factor L of a = L Lᵀ in place of a's lower triangle. Cost d³/3.
   *
   * @return 0, or the order of the first minor that is not positive definite
   */
  int cholesky(Matrix a);

  /** Each row x of {@code rows} becomes a⁻¹x, with {@code factor} the Cholesky factor of a. */
  void solve(Matrix factor, Matrix rows);

  /** b = L⁻¹ b, or L⁻ᵀ b, with {@code factor} the lower Cholesky factor L. */
  void substitute(Matrix factor, boolean transposed, Matrix b);

  /** {@code inverse} = L⁻¹, its upper triangle zero. Cost d³/3. */
  void invertTriangle(Matrix factor, Matrix inverse);

  /** rows = rows W, or rows Wᵀ where transposed, for a lower triangular W. Cost n d². */
  void multiplyTriangle(Matrix w, boolean transposed, Matrix rows);

  /**
   * Runs {@code work} for every index below {@code count}, several at a time; returns when all are
   * done. Within another call's work the pieces run one after another, as they do where they are so
   * little together that another thread would come too late.
   *
   * @param operations about as many multiplications as all pieces make
   */
  void parallel(int count, double operations, IndexedWork work);

  /**
   * Runs a caller's many calls with the algebra's threads kept awake between them. Not within
   * another shift.
   */
  <T> T shift(Supplier<T> calls);

  /**
   * As {@link #shift}, but leaves one of the threads' cores free, if there is another: for work
   * that nobody waits for, beside which an answer is sent.
   */
  <T> T aside(Supplier<T> calls);

  /**
   * Runs work beside the callers', on one thread and one after another in the order given. What it
   * throws completes the result exceptionally.
   */
  <T> CompletableFuture<T> background(Supplier<T> work);

  @Override
  void close();

  /** A piece of parallel work. */
  @FunctionalInterface
  interface IndexedWork {
    /**
     * Does one piece.
     *
     * @param slot below {@link Algebra#threads()}; no two pieces of one call run in one slot at the
     *     same time
     * @param index which piece
     */
    void run(int slot, int index);
  }
}
