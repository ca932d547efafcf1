package org.bayesagg.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * NVRTC's functions that are used, under their own names. Not to be called before {@link #bind}.
 */
public final class Nvrtc {
  private Nvrtc() {}

  static void bind(NativeLibrary library) {
    Native.register(Nvrtc.class, library);
  }

  public static native int nvrtcVersion(int[] major, int[] minor);

  public static native int nvrtcCreateProgram(
      long[] program, String source, String name, int headers, long sources, long names);

  public static native int nvrtcCompileProgram(long program, int count, Pointer options);

  public static native int nvrtcGetCUBINSize(long program, long[] bytes);

  public static native int nvrtcGetCUBIN(long program, byte[] image);

  public static native int nvrtcGetProgramLogSize(long program, long[] bytes);

  public static native int nvrtcGetProgramLog(long program, byte[] log);

  public static native int nvrtcDestroyProgram(long[] program);

  static native String nvrtcGetErrorString(int code);
}
