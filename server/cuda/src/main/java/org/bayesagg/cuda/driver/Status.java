package org.bayesagg.cuda.driver;

import com.sun.jna.Pointer;
import java.util.Set;

/** Turns the libraries' return codes into exceptions. */
public final class Status {
  private static final int OUT_OF_MEMORY = 2;

  /**
   * Codes of the driver after which nothing works any more in this process: a device taken away, an
   * unreachable one, hardware errors, illegal addresses and instructions, a failed launch.
   */
  private static final Set<Integer> LOST =
      Set.of(4, 46, 101, 201, 214, 219, 220, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719);

  private static final int EXECUTION_FAILED = 13;
  private static final int SOLVER_EXECUTION_FAILED = 6;

  private Status() {}

  /** Throws unless a driver's call succeeded. */
  public static void driver(String call, int code) {
    if (code != 0) {
      String message = call + " failed: " + describe(code);
      if (LOST.contains(code)) {
        throw new DeviceLostException(message, code);
      }
      throw code == OUT_OF_MEMORY
          ? new DeviceMemoryException(message, 0)
          : new CudaException(message, code);
    }
  }

  /** Throws unless a call of cuBLAS succeeded. */
  public static void blas(String call, int code) {
    if (code != 0) {
      library("cuBLAS", call, code, EXECUTION_FAILED);
    }
  }

  /** Throws unless a call of cuSOLVER succeeded. */
  public static void solver(String call, int code) {
    if (code != 0) {
      library("cuSOLVER", call, code, SOLVER_EXECUTION_FAILED);
    }
  }

  private static void library(String library, String call, int code, int lost) {
    String message = library + ": " + call + " failed with status " + code;
    // The driver's own word is better than the library's.
    driver(message, CudaDriver.cuCtxSynchronize());
    throw code == lost ? new DeviceLostException(message, code) : new CudaException(message, code);
  }

  /** Throws unless a call of NVRTC succeeded. */
  public static void compiler(String call, int code) {
    if (code != 0) {
      throw new CudaException(
          call + " failed: " + Nvrtc.nvrtcGetErrorString(code) + " (" + code + ")", code);
    }
  }

  /** The driver's name and text of an error. */
  static String describe(int code) {
    long[] name = new long[1];
    long[] text = new long[1];
    boolean known =
        CudaDriver.cuGetErrorName(code, name) == 0 && CudaDriver.cuGetErrorString(code, text) == 0;
    return known
        ? new Pointer(name[0]).getString(0)
            + " ("
            + code
            + "), "
            + new Pointer(text[0]).getString(0)
        : "error " + code;
  }
}
