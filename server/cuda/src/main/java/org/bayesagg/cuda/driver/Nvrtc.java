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

  /** The compiler's version. */
  public static native int nvrtcVersion(int[] major, int[] minor);

  /** A program of one source, without headers where {@code headers} is 0. */
  public static native int nvrtcCreateProgram(
      long[] program, String source, String name, int headers, long sources, long names);

  /** Compiles it. */
  public static native int nvrtcCompileProgram(long program, int count, Pointer options);

  /** Bytes of the machine code. */
  public static native int nvrtcGetCUBINSize(long program, long[] bytes);

  /** The machine code. */
  public static native int nvrtcGetCUBIN(long program, byte[] image);

  /** Bytes of what the compiler had to say. */
  public static native int nvrtcGetProgramLogSize(long program, long[] bytes);

  /** What the compiler had to say. */
  public static native int nvrtcGetProgramLog(long program, byte[] log);

  /** Ends a program. */
  public static native int nvrtcDestroyProgram(long[] program);

  static native String nvrtcGetErrorString(int code);
}
