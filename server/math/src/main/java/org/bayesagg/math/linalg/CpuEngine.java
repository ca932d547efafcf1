package org.bayesagg.math.linalg;

import static org.bytedeco.openblas.global.openblas.CblasLeft;
import static org.bytedeco.openblas.global.openblas.CblasLower;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasNonUnit;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;

/**
 * The CPU: ND4J arrays as storage, OpenBLAS on their pointers.
 *
 * <p>BLAS itself stays at one thread; pieces of work run side by side in Java threads, which is
 * faster for the many small matrices of a step. LAPACK is called column-major with the other
 * triangle's name: a row-major lower triangle is a column-major upper one, so nothing is
 * transposed.
 */
public final class CpuEngine implements Engine {
  private static final byte ROW_MAJOR_LOWER = 'U';

  private final WorkerPool pool;

  private CpuEngine(int threads) {
    this.pool = new WorkerPool(threads);
    // ND4J's first array sets BLAS to as many threads as there are cores; after that, it is ours.
    CpuMatrix.zeros(1, 1).close();
    openblas.blas_set_num_threads(1);
  }

  /**
   * An engine with {@code threads} Java threads, each with single-threaded BLAS.
   *
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public static CpuEngine create(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: got " + threads + ", expected at least 1");
    }
    return new CpuEngine(threads);
  }

  @Override
  public String name() {
    return "cpu";
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
  public Matrix allocate(int rows, int cols) {
    return CpuMatrix.zeros(rows, cols);
  }

  @Override
  public void copy(Matrix from, Matrix to) {
    CpuMatrix source = (CpuMatrix) from;
    CpuMatrix target = (CpuMatrix) to;
    if (source.contiguous() && target.contiguous()) {
      openblas.cblas_dcopy(from.rows() * from.cols(), source.pointer(), 1, target.pointer(), 1);
      return;
    }
    for (int i = 0; i < from.rows(); i++) {
      openblas.cblas_dcopy(
          from.cols(),
          source.pointer().getPointer((long) i * source.stride()),
          1,
          target.pointer().getPointer((long) i * target.stride()),
          1);
    }
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
    CpuMatrix left = (CpuMatrix) a;
    CpuMatrix right = (CpuMatrix) b;
    CpuMatrix result = (CpuMatrix) c;
    int inner = transposeA ? a.rows() : a.cols();
    int innerB = transposeB ? b.cols() : b.rows();
    int m = transposeA ? a.cols() : a.rows();
    int n = transposeB ? b.rows() : b.cols();
    if (inner != innerB || m != c.rows() || n != c.cols()) {
      throw new IllegalArgumentException("gemm of " + a + " and " + b + " into " + c);
    }
    openblas.cblas_dgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        inner,
        alpha,
        left.pointer(),
        left.stride(),
        right.pointer(),
        right.stride(),
        beta,
        result.pointer(),
        result.stride());
  }

  @Override
  public void gram(double alpha, Matrix x, double beta, Matrix c) {
    CpuMatrix rows = (CpuMatrix) x;
    CpuMatrix result = (CpuMatrix) c;
    openblas.cblas_dsyrk(
        CblasRowMajor,
        CblasLower,
        CblasTrans,
        x.cols(),
        x.rows(),
        alpha,
        rows.pointer(),
        rows.stride(),
        beta,
        result.pointer(),
        result.stride());
  }

  @Override
  public void addDiagonal(Matrix a, double value) {
    CpuMatrix matrix = (CpuMatrix) a;
    DoublePointer one = new DoublePointer(value);
    // Stride 0 reads the one value again for every element of the diagonal.
    openblas.cblas_daxpy(a.rows(), 1.0, one, 0, matrix.pointer(), matrix.stride() + 1);
    one.close();
  }

  @Override
  public void scale(double factor, Matrix a) {
    CpuMatrix matrix = (CpuMatrix) a;
    for (int i = 0; i < a.rows(); i++) {
      openblas.cblas_dscal(
          a.cols(), factor, matrix.pointer().getPointer((long) i * matrix.stride()), 1);
    }
  }

  @Override
  public int cholesky(Matrix a) {
    CpuMatrix matrix = (CpuMatrix) a;
    return openblas.LAPACKE_dpotrf(
        LAPACK_COL_MAJOR, ROW_MAJOR_LOWER, a.rows(), matrix.pointer(), matrix.stride());
  }

  @Override
  public void solve(Matrix factor, Matrix rows) {
    CpuMatrix lower = (CpuMatrix) factor;
    CpuMatrix right = (CpuMatrix) rows;
    // The rows of a row-major matrix are the columns of a column-major one.
    int info =
        openblas.LAPACKE_dpotrs(
            LAPACK_COL_MAJOR,
            ROW_MAJOR_LOWER,
            factor.rows(),
            rows.rows(),
            lower.pointer(),
            lower.stride(),
            right.pointer(),
            right.stride());
    require(info, "potrs");
  }

  @Override
  public void forward(Matrix factor, Matrix b) {
    CpuMatrix lower = (CpuMatrix) factor;
    CpuMatrix right = (CpuMatrix) b;
    openblas.cblas_dtrsm(
        CblasRowMajor,
        CblasLeft,
        CblasLower,
        CblasNoTrans,
        CblasNonUnit,
        b.rows(),
        b.cols(),
        1.0,
        lower.pointer(),
        lower.stride(),
        right.pointer(),
        right.stride());
  }

  @Override
  public void invert(Matrix factor) {
    CpuMatrix matrix = (CpuMatrix) factor;
    int info =
        openblas.LAPACKE_dpotri(
            LAPACK_COL_MAJOR, ROW_MAJOR_LOWER, factor.rows(), matrix.pointer(), matrix.stride());
    require(info, "potri");
    mirror(matrix);
  }

  /** Copies the lower triangle onto the upper one, column pieces at a time. */
  private static void mirror(CpuMatrix matrix) {
    DoublePointer start = matrix.pointer();
    for (int i = 0; i < matrix.rows() - 1; i++) {
      long diagonal = (long) i * matrix.stride() + i;
      openblas.cblas_dcopy(
          matrix.rows() - 1 - i,
          start.getPointer(diagonal + matrix.stride()),
          matrix.stride(),
          start.getPointer(diagonal + 1),
          1);
    }
  }

  private static void require(int info, String routine) {
    if (info != 0) {
      throw new IllegalStateException(routine + " refused argument or pivot " + info);
    }
  }

  @Override
  public void parallel(int count, IndexedWork work) {
    pool.run(count, work);
  }

  @Override
  public void close() {
    pool.close();
  }
}
