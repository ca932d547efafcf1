package org.bayesagg.math.linalg;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.bytedeco.openblas.global.openblas;

/**
 * The CPU: ND4J arrays as storage, OpenBLAS on their pointers.
 *
 * <p>BLAS itself stays at one thread; pieces of work run side by side in Java threads, which is
 * faster for the many small matrices of a step.
 */
public final class CpuAlgebra implements Algebra {
  /** Multiplications of a product that take as long as a copied element. */
  static final int ELEMENT = 16;

  private final WorkerPool pool;
  private final ExecutorService background;
  private final AtomicLong open = new AtomicLong();

  private CpuAlgebra(int threads) {
    this.pool = new WorkerPool(threads);
    this.background =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "bayesagg-maths-background");
              thread.setDaemon(true);
              return thread;
            });
    // ND4J's first array sets BLAS to as many threads as there are cores; after that, it is ours.
    CpuMatrix.zeros(Precision.DOUBLE, 1, 1, open).close();
    openblas.blas_set_num_threads(1);
  }

  /**
   * An algebra with {@code threads} Java threads, each with single-threaded BLAS.
   *
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static CpuAlgebra create(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: got " + threads + ", expected at least 1");
    }
    return new CpuAlgebra(threads);
  }

  @Override
  public String detail() {
    return "OpenBLAS " + BlasInfo.describe() + ", " + threads() + " threads";
  }

  @Override
  public int threads() {
    return pool.threads();
  }

  @Override
  public Matrix allocate(Precision precision, int rows, int cols) {
    return CpuMatrix.zeros(precision, rows, cols, open);
  }

  @Override
  public long openBytes() {
    return open.get();
  }

  @Override
  public void copy(Matrix from, Matrix to) {
    Pieces rows = Pieces.of(from.rows(), (double) ELEMENT * from.rows() * from.cols());
    pool.run(
        rows.count(),
        (slot, i) ->
            Copies.copy(
                (CpuMatrix) from.view(rows.from(i), 0, rows.size(i), from.cols()),
                (CpuMatrix) to.view(rows.from(i), 0, rows.size(i), to.cols())));
  }

  @Override
  public void addLower(double keep, Matrix to, Matrix from) {
    LowerSum.add(pool, keep, (CpuMatrix) to, (CpuMatrix) from);
  }

  @Override
  public void gemm(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c) {
    int inner = transposeA ? a.rows() : a.cols();
    int innerB = transposeB ? b.cols() : b.rows();
    int m = transposeA ? a.cols() : a.rows();
    int n = transposeB ? b.rows() : b.cols();
    if (inner != innerB || m != c.rows() || n != c.cols()) {
      throw new IllegalArgumentException("gemm of " + a + " and " + b + " into " + c);
    }
    double operations = (double) m * n * inner;
    if (n >= m) {
      Pieces columns = Pieces.of(n, operations);
      pool.run(
          columns.count(),
          (slot, i) -> {
            int from = columns.from(i);
            int size = columns.size(i);
            Matrix right = transposeB ? b.view(from, 0, size, inner) : b.view(0, from, inner, size);
            product(transposeA, transposeB, alpha, a, right, beta, c.view(0, from, m, size));
          });
    } else {
      Pieces rows = Pieces.of(m, operations);
      pool.run(
          rows.count(),
          (slot, i) -> {
            int from = rows.from(i);
            int size = rows.size(i);
            Matrix left = transposeA ? a.view(0, from, inner, size) : a.view(from, 0, size, inner);
            product(transposeA, transposeB, alpha, left, b, beta, c.view(from, 0, size, n));
          });
    }
  }

  private static void product(
      boolean transposeA,
      boolean transposeB,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c) {
    Blas.gemm(transposeA, transposeB, alpha, (CpuMatrix) a, (CpuMatrix) b, beta, (CpuMatrix) c);
  }

  @Override
  public void wideProduct(Matrix x, Matrix b, Matrix c) {
    WideProduct.product(pool, (CpuMatrix) x, (CpuMatrix) b, (CpuMatrix) c);
  }

  @Override
  public void wideSum(double alpha, Matrix a, Matrix x, Matrix c) {
    WideProduct.sum(pool, alpha, (CpuMatrix) a, (CpuMatrix) x, (CpuMatrix) c);
  }

  @Override
  public void gram(double alpha, Matrix x, double beta, Matrix c) {
    Triangles.gram(pool, alpha, (CpuMatrix) x, beta, (CpuMatrix) c);
  }

  @Override
  public void mirror(Matrix a) {
    Pieces blocks = Pieces.ofTriangle(a.rows());
    pool.run(
        blocks.count(),
        (slot, i) -> {
          for (int j = blocks.from(i); j < blocks.from(i) + blocks.size(i); j++) {
            Copies.mirror((CpuMatrix) a, j);
          }
        });
  }

  @Override
  public void addDiagonal(Matrix a, double value) {
    double[] diagonal = a.diagonal();
    for (int i = 0; i < diagonal.length; i++) {
      diagonal[i] += value;
    }
    ((CpuMatrix) a).setDiagonal(diagonal);
  }

  @Override
  public void clear(Matrix a) {
    ((CpuMatrix) a).clear();
  }

  @Override
  public void rowDots(Matrix a, Matrix b, double[] to, int at) {
    Pieces rows = Pieces.of(a.rows(), (double) ELEMENT * a.rows() * a.cols());
    pool.run(
        rows.count(),
        (slot, i) -> {
          int from = rows.from(i);
          Blas.dots((CpuMatrix) a, (CpuMatrix) b, from, rows.size(i), to, at + from);
        });
  }

  @Override
  public void scaleRows(double[] factors, Matrix a) {
    for (int i = 0; i < a.rows(); i++) {
      Blas.scal(factors[i], (CpuMatrix) a, i, a.cols());
    }
  }

  @Override
  public int cholesky(Matrix a) {
    return BlockCholesky.factor(pool, (CpuMatrix) a);
  }

  @Override
  public void solve(Matrix factor, Matrix rows) {
    BlockSubstitution.solve(pool, (CpuMatrix) factor, (CpuMatrix) rows);
  }

  @Override
  public void substitute(Matrix factor, boolean transposed, Matrix b) {
    BlockSubstitution.substitute(pool, (CpuMatrix) factor, transposed, (CpuMatrix) b);
  }

  @Override
  public void invertTriangle(Matrix factor, Matrix inverse) {
    TriangleInverse.of(pool, (CpuMatrix) factor, (CpuMatrix) inverse);
  }

  @Override
  public void multiplyTriangle(Matrix w, boolean transposed, Matrix rows) {
    Triangles.multiply(pool, (CpuMatrix) w, transposed, (CpuMatrix) rows);
  }

  @Override
  public void parallel(int count, double operations, IndexedWork work) {
    if (operations < Pieces.WORTH) {
      for (int i = 0; i < count; i++) {
        work.run(0, i);
      }
    } else {
      pool.run(count, work);
    }
  }

  @Override
  public <T> T shift(Supplier<T> calls) {
    return pool.shift(1, calls);
  }

  @Override
  public <T> T aside(Supplier<T> calls) {
    return pool.shift(2, calls);
  }

  @Override
  public <T> CompletableFuture<T> background(Supplier<T> work) {
    return CompletableFuture.supplyAsync(() -> pool.alone(work), background);
  }

  @Override
  public void close() {
    background.shutdown();
    pool.close();
  }
}
