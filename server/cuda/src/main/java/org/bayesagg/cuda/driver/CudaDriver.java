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

  /** The context that all of this process shares on a device, made if it is not there. */
  public static native int cuDevicePrimaryCtxRetain(long[] context, int device);

  /** Gives it back. */
  public static native int cuDevicePrimaryCtxRelease(int device);

  /** Makes a context the calling thread's. */
  public static native int cuCtxSetCurrent(long context);

  /** Waits for everything; says what has failed before. */
  public static native int cuCtxSynchronize();

  /** Bytes that are free, and all there are. */
  public static native int cuMemGetInfo(long[] free, long[] total);

  /** Device memory. */
  public static native int cuMemAlloc(long[] address, long bytes);

  /** Frees device memory, once nothing uses it any more. */
  public static native int cuMemFree(long address);

  /** Host memory that the device reads and writes itself. */
  public static native int cuMemHostAlloc(long[] address, long bytes, int flags);

  /** Frees it. */
  public static native int cuMemFreeHost(long address);

  /** Host to device, in a stream's order. */
  public static native int cuMemcpyHtoDAsync(long to, long from, long bytes, long stream);

  /** Device to host, in a stream's order. */
  public static native int cuMemcpyDtoHAsync(long to, long from, long bytes, long stream);

  /** Within a device, in a stream's order. */
  public static native int cuMemcpyDtoDAsync(long to, long from, long bytes, long stream);

  /** Sets bytes, in a stream's order. */
  public static native int cuMemsetD8Async(long to, byte value, long bytes, long stream);

  /** A stream: what is asked for in it is done in order. */
  public static native int cuStreamCreate(long[] stream, int flags);

  /** Ends a stream once its work is done. */
  public static native int cuStreamDestroy(long stream);

  /** Waits for all that was asked for in a stream. */
  public static native int cuStreamSynchronize(long stream);

  /** What follows in a stream waits for an event. */
  public static native int cuStreamWaitEvent(long stream, long event, int flags);

  /** An event. */
  public static native int cuEventCreate(long[] event, int flags);

  /** An event stands for all that was asked for in a stream so far. */
  public static native int cuEventRecord(long event, long stream);

  /** Waits for an event. */
  public static native int cuEventSynchronize(long event);

  /** Milliseconds between two events. */
  public static native int cuEventElapsedTime(float[] millis, long from, long to);

  /** Ends an event. */
  public static native int cuEventDestroy(long event);

  /** Loads machine code. */
  public static native int cuModuleLoadData(long[] module, byte[] image);

  /** Unloads it. */
  public static native int cuModuleUnload(long module);

  /** A kernel of loaded code, by name. */
  public static native int cuModuleGetFunction(long[] function, long module, String name);

  /** What a kernel needs: registers, shared memory. */
  public static native int cuFuncGetAttribute(int[] value, int attribute, long function);

  /** Launches a kernel; {@code arguments} is the address of the arguments' addresses. */
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
