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

  public static native int cusolverDnCreate(long[] handle);

  public static native int cusolverDnDestroy(long handle);

  public static native int cusolverDnSetStream(long handle, long stream);

  public static native int cusolverDnSpotrf_bufferSize(
      long handle, int uplo, int n, long a, int lda, int[] elements);

  public static native int cusolverDnDpotrf_bufferSize(
      long handle, int uplo, int n, long a, int lda, int[] elements);

  public static native int cusolverDnSpotrf(
      long handle, int uplo, int n, long a, int lda, long work, int elements, long info);

  public static native int cusolverDnDpotrf(
      long handle, int uplo, int n, long a, int lda, long work, int elements, long info);

  public static native int cusolverDnSpotrfBatched(
      long handle, int uplo, int n, long a, int lda, long info, int count);

  public static native int cusolverDnDpotrfBatched(
      long handle, int uplo, int n, long a, int lda, long info, int count);
}
