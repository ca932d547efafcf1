package org.bayesagg.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * cuSOLVER's functions that are used, under their own names; column-major. Not to be called before
 * {@link #bind}.
 */
public final class Cusolver {
  private Cusolver() {}

  static void bind(NativeLibrary library) {
    Native.register(Cusolver.class, library);
  }

  /** A handle. */
  public static native int cusolverDnCreate(long[] handle);

  /** Ends a handle. */
  public static native int cusolverDnDestroy(long handle);

  /** The stream that a handle works in. */
  public static native int cusolverDnSetStream(long handle, long stream);

  /** Elements of working memory that {@link #cusolverDnSpotrf} needs. */
  public static native int cusolverDnSpotrf_bufferSize(
      long handle, int uplo, int n, long a, int lda, int[] elements);

  /** Elements of working memory that {@link #cusolverDnDpotrf} needs. */
  public static native int cusolverDnDpotrf_bufferSize(
      long handle, int uplo, int n, long a, int lda, int[] elements);

  /** A Cholesky factor in place, in float32. */
  public static native int cusolverDnSpotrf(
      long handle, int uplo, int n, long a, int lda, long work, int elements, long info);

  /** A Cholesky factor in place, in float64. */
  public static native int cusolverDnDpotrf(
      long handle, int uplo, int n, long a, int lda, long work, int elements, long info);

  /** Many by an array of addresses on the device, in float32. */
  public static native int cusolverDnSpotrfBatched(
      long handle, int uplo, int n, long a, int lda, long info, int count);

  /** Many by an array of addresses on the device, in float64. */
  public static native int cusolverDnDpotrfBatched(
      long handle, int uplo, int n, long a, int lda, long info, int count);
}
