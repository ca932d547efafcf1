package org.bayesagg.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * cuBLAS's functions that are used, under their own names; column-major, factors by address. Not to
 * be called before {@link #bind}.
 */
public final class Cublas {
  public static final int NO_TRANSPOSE = 0;
  public static final int TRANSPOSE = 1;
  public static final int UPPER = 1;
  public static final int LEFT = 0;
  public static final int RIGHT = 1;
  public static final int NON_UNIT = 0;

  private Cublas() {}

  static void bind(NativeLibrary library) {
    Native.register(Cublas.class, library);
  }

  /** A handle. */
  public static native int cublasCreate(long[] handle);

  /** Ends a handle. */
  public static native int cublasDestroy(long handle);

  /** The stream that a handle works in. */
  public static native int cublasSetStream(long handle, long stream);

  /** The device memory that a handle works with. */
  public static native int cublasSetWorkspace(long handle, long workspace, long bytes);

  /** The library's version. */
  public static native int cublasGetVersion(long handle, int[] version);

  /** c = α op(a) op(b) + β c of matrices at equal distances, in float32. */
  public static native int cublasSgemmStridedBatched(
      long handle,
      int transA,
      int transB,
      int m,
      int n,
      int k,
      long alpha,
      long a,
      int lda,
      long strideA,
      long b,
      int ldb,
      long strideB,
      long beta,
      long c,
      int ldc,
      long strideC,
      int count);

  /** The same in float64. */
  public static native int cublasDgemmStridedBatched(
      long handle,
      int transA,
      int transB,
      int m,
      int n,
      int k,
      long alpha,
      long a,
      int lda,
      long strideA,
      long b,
      int ldb,
      long strideB,
      long beta,
      long c,
      int ldc,
      long strideC,
      int count);

  /** One triangle of c = α op(a) op(a)ᵀ + β c, in float64. */
  public static native int cublasDsyrk(
      long handle,
      int uplo,
      int trans,
      int n,
      int k,
      long alpha,
      long a,
      int lda,
      long beta,
      long c,
      int ldc);

  /** b = α op(a)⁻¹ b, or from the right, of a triangular a, in float32. */
  public static native int cublasStrsm(
      long handle,
      int side,
      int uplo,
      int trans,
      int diag,
      int m,
      int n,
      long alpha,
      long a,
      int lda,
      long b,
      int ldb);

  /** The same in float64. */
  public static native int cublasDtrsm(
      long handle,
      int side,
      int uplo,
      int trans,
      int diag,
      int m,
      int n,
      long alpha,
      long a,
      int lda,
      long b,
      int ldb);

  /** The same of many by arrays of addresses on the device, in float32. */
  public static native int cublasStrsmBatched(
      long handle,
      int side,
      int uplo,
      int trans,
      int diag,
      int m,
      int n,
      long alpha,
      long a,
      int lda,
      long b,
      int ldb,
      int count);

  /** The same in float64. */
  public static native int cublasDtrsmBatched(
      long handle,
      int side,
      int uplo,
      int trans,
      int diag,
      int m,
      int n,
      long alpha,
      long a,
      int lda,
      long b,
      int ldb,
      int count);
}
