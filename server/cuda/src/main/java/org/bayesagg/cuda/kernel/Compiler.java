package org.bayesagg.cuda.kernel;

import com.sun.jna.StringArray;
import java.nio.charset.StandardCharsets;
import org.bayesagg.cuda.driver.CudaException;
import org.bayesagg.cuda.driver.Nvrtc;
import org.bayesagg.cuda.driver.Status;

/** NVRTC: CUDA source to machine code for one architecture. Needs no device. */
final class Compiler {
  private static final int COMPILATION = 6;

  private Compiler() {}

  /** The compiler's version, as "13.0". */
  static String version() {
    int[] major = new int[1];
    int[] minor = new int[1];
    Status.compiler("nvrtcVersion", Nvrtc.nvrtcVersion(major, minor));
    return major[0] + "." + minor[0];
  }

  /**
   * Compiles.
   *
   * @param architecture as "sm_90"
   * @throws CudaException with the compiler's messages if the source is wrong
   */
  static byte[] compile(String source, String architecture) {
    long[] program = new long[1];
    Status.compiler(
        "nvrtcCreateProgram", Nvrtc.nvrtcCreateProgram(program, source, "bayesagg.cu", 0, 0, 0));
    try {
      StringArray options =
          new StringArray(
              new String[] {"--gpu-architecture=" + architecture, "--std=c++17", "--fmad=true"});
      int code = Nvrtc.nvrtcCompileProgram(program[0], 3, options);
      if (code == COMPILATION) {
        throw new CudaException("kernels do not compile:\n" + log(program[0]), code);
      }
      Status.compiler("nvrtcCompileProgram", code);
      long[] bytes = new long[1];
      Status.compiler("nvrtcGetCUBINSize", Nvrtc.nvrtcGetCUBINSize(program[0], bytes));
      byte[] image = new byte[Math.toIntExact(bytes[0])];
      Status.compiler("nvrtcGetCUBIN", Nvrtc.nvrtcGetCUBIN(program[0], image));
      return image;
    } finally {
      int unused = Nvrtc.nvrtcDestroyProgram(program);
    }
  }

  private static String log(long program) {
    long[] bytes = new long[1];
    Status.compiler("nvrtcGetProgramLogSize", Nvrtc.nvrtcGetProgramLogSize(program, bytes));
    byte[] text = new byte[Math.toIntExact(Math.max(1, bytes[0]))];
    Status.compiler("nvrtcGetProgramLog", Nvrtc.nvrtcGetProgramLog(program, text));
    return new String(text, StandardCharsets.UTF_8).replace("\0", "");
  }
}
