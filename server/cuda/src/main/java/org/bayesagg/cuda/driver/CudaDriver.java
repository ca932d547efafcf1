package org.bayesagg.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The driver's functions that are used, under their own names; their arguments are NVIDIA's,
 * handles and addresses as long. Not to be called before {@link #bind}.
 */
public final class CudaDriver {
  private CudaDriver() {}

  static void bind(NativeLibrary library) {
    Native.register(CudaDriver.class, library);
  }

  static native int cuInit(int flags);

  static native int cuDriverGetVersion(int[] version);

  static native int cuDeviceGetCount(int[] count);

  static native int cuDeviceGet(int[] device, int ordinal);

  static native int cuDeviceGetName(byte[] name, int length, int device);

  static native int cuDeviceGetAttribute(int[] value, int attribute, int device);

  static native int cuDeviceTotalMem(long[] bytes, int device);

  public static native int cuDevicePrimaryCtxRetain(long[] context, int device);

  public static native int cuDevicePrimaryCtxRelease(int device);

  public static native int cuCtxSetCurrent(long context);

  public static native int cuCtxSynchronize();

  public static native int cuMemGetInfo(long[] free, long[] total);

  public static native int cuMemAlloc(long[] address, long bytes);

  public static native int cuMemFree(long address);

  public static native int cuMemHostAlloc(long[] address, long bytes, int flags);

  public static native int cuMemFreeHost(long address);

  public static native int cuMemcpyHtoDAsync(long to, long from, long bytes, long stream);

  public static native int cuMemcpyDtoHAsync(long to, long from, long bytes, long stream);

  public static native int cuMemcpyDtoDAsync(long to, long from, long bytes, long stream);

  public static native int cuMemsetD8Async(long to, byte value, long bytes, long stream);

  public static native int cuStreamCreate(long[] stream, int flags);

  public static native int cuStreamDestroy(long stream);

  public static native int cuStreamSynchronize(long stream);

  public static native int cuStreamWaitEvent(long stream, long event, int flags);

  public static native int cuEventCreate(long[] event, int flags);

  public static native int cuEventRecord(long event, long stream);

  public static native int cuEventSynchronize(long event);

  public static native int cuEventElapsedTime(float[] millis, long from, long to);

  public static native int cuEventDestroy(long event);

  public static native int cuModuleLoadData(long[] module, byte[] image);

  public static native int cuModuleUnload(long module);

  public static native int cuModuleGetFunction(long[] function, long module, String name);

  public static native int cuFuncGetAttribute(int[] value, int attribute, long function);

  public static native int cuLaunchKernel(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      long arguments,
      long extra);

  static native int cuGetErrorName(int code, long[] text);

  static native int cuGetErrorString(int code, long[] text);
}
